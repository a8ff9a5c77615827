package io.chunkgate.access;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The credentials of a client. The first one that is present is used; if it is not valid, the others are ignored.
 *
 * @param token       a bearer token of any kind, or a signed link from its path on
 * @param link        the path and query of a request with a signed link
 * @param certificate of the TLS connection, verified in the handshake, with its chain; empty without one
 */
public record Credentials(Optional<String> token, Optional<String> link, List<X509Certificate> certificate) {
    /** An optional token and an optional certificate. */
    public static Credentials of(Optional<String> token, List<X509Certificate> certificate) {
        return new Credentials(token, Optional.empty(), certificate);
    }

    /** Whether the certificate identifies the client. */
    boolean isByCertificate() {
        return token.isEmpty() && link.isEmpty() && !certificate.isEmpty();
    }

    /** The common name of the certificate's subject. */
    Optional<String> commonName() {
        return certificate.stream().findFirst().flatMap(Credentials::commonName);
    }

    /** When the certificate expires. */
    Optional<Instant> certificateEnd() {
        return certificate.stream()
                .map(shown -> shown.getNotAfter().toInstant())
                .findFirst();
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
