package io.chunkgate.access;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The credentials of a client. The first one that is present is used; if it is not valid, the others are ignored.
 *
 * @param token       a bearer token of any kind, or a signed link from its path on
 * @param link        the path and query of a request with a signed link
 * @param certificate of the TLS connection, verified in the handshake
 */
public record Credentials(Optional<String> token, Optional<String> link, Optional<X509Certificate> certificate) {
    /** An optional token and an optional certificate. */
    public static Credentials of(Optional<String> token, Optional<X509Certificate> certificate) {
        return new Credentials(token, Optional.empty(), certificate);
    }

    /** The common name of the certificate's subject. */
    Optional<String> commonName() {
        return certificate.flatMap(Credentials::commonName);
    }

    /** When the certificate expires. */
    Optional<Instant> certificateEnd() {
        return certificate.map(shown -> shown.getNotAfter().toInstant());
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
