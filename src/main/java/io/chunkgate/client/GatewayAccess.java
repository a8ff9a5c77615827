package io.chunkgate.client;

import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client shows who it is, and which gateways it believes to be the one that it was told to speak with.
 *
 * @param token       a bearer token, or a signed link from its path on
 * @param authorities a PEM file of authorities whose certificates are believed; without it, those that the JDK believes
 * @param insecure    whether any certificate is believed
 * @param certificate a PEM file with the client's own, for gateways that ask for one
 * @param key         a PEM file with its private key
 */
public record GatewayAccess(
        Optional<String> token,
        Optional<Path> authorities,
        boolean insecure,
        Optional<Path> certificate,
        Optional<Path> key) {
    /** A client without a name, which believes whom the JDK believes. */
    public static final GatewayAccess ANONYMOUS =
            new GatewayAccess(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    /** A client with a token. */
    public static GatewayAccess withToken(String token) {
        return new GatewayAccess(Optional.of(token), Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** The same, believing certificates of these authorities alone. */
    public GatewayAccess trusting(Path authorities) {
        return new GatewayAccess(token, Optional.of(authorities), false, certificate, key);
    }

    /** The same, with a certificate of its own. */
    public GatewayAccess showing(Path certificate, Path key) {
        return new GatewayAccess(token, authorities, insecure, Optional.of(certificate), Optional.of(key));
    }

    /** The value of the header or metadata {@code authorization}. */
    public Optional<String> authorization() {
        return token.map(text -> "Bearer " + text);
    }

    /** Has connections speak TLS, if the URL says so. */
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
