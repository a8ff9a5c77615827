package io.chunkgate.client;

import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client authenticates, and which certificates of gateways it trusts.
 *
 * @param token       a bearer token, or path and query of a signed link
 * @param authorities a PEM file with the trusted certificate authorities; without it, those of the JDK are trusted
 * @param insecure    whether every certificate is trusted
 * @param certificate a PEM file with the client's certificate, for gateways that request one
 * @param key         a PEM file with its private key
 */
public record GatewayAccess(
        Optional<String> token,
        Optional<Path> authorities,
        boolean insecure,
        Optional<Path> certificate,
        Optional<Path> key) {
    /** No authentication; trusts the certificate authorities of the JDK. */
    public static final GatewayAccess ANONYMOUS =
            new GatewayAccess(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    public static GatewayAccess withToken(String token) {
        return new GatewayAccess(Optional.of(token), Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** A copy with another token. */
    GatewayAccess authorizedBy(String other) {
        return new GatewayAccess(Optional.of(other), authorities, insecure, certificate, key);
    }

    /** A copy that trusts these certificate authorities only. */
    public GatewayAccess trusting(Path authorities) {
        return new GatewayAccess(token, Optional.of(authorities), false, certificate, key);
    }

    /** A copy with a client certificate. */
    public GatewayAccess showing(Path certificate, Path key) {
        return new GatewayAccess(token, authorities, insecure, Optional.of(certificate), Optional.of(key));
    }

    /** The value of the header or metadata {@code authorization}. */
    public Optional<String> authorization() {
        return token.map(text -> "Bearer " + text);
    }

    /** Configures TLS if the URL requires it. */
    public void secure(ClientOptionsBase options, GatewayUrl url) {
        if (!url.isSecure()) {
            return;
        }
        options.setSsl(true).setTrustAll(insecure);
        authorities.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        if (certificate.isPresent() && key.isPresent()) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(certificate.get().toString())
                    .addKeyPath(key.get().toString()));
        }
    }
}
