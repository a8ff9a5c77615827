package io.chunkgate.tls;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The certificate of the gateway, and the authorities of client certificates. Validated when it is read, so that a problem
 * is reported in one line, and not by every handshake.
 *
 * @param own               the certificate and its key
 * @param expiresAt         when the first certificate of its chain expires
 * @param clientAuthorities the trusted authorities of client certificates
 * @param clientTrust       verifies by these authorities
 */
record Identity(
        KeyCertOptions own,
        Instant expiresAt,
        Optional<PemTrustOptions> clientAuthorities,
        Optional<ClientTrust> clientTrust) {
    private static Identity of(Vertx vertx, KeyCertOptions own, Instant expiresAt, TlsConfig config) {
        Optional<PemTrustOptions> authorities = clientAuthorities(config);
        return new Identity(own, expiresAt, authorities, authorities.map(trusted -> ClientTrust.of(vertx, trusted)));
    }

    /** @throws ConfigException for invalid files */
    static Identity read(Vertx vertx, TlsConfig config, String host) {
        return config.selfSigned()
                ? of(vertx, SelfSigned.create(host), Instant.now().plus(SelfSigned.VALIDITY), config)
                : ofFiles(vertx, config);
    }

    private static Identity ofFiles(Vertx vertx, TlsConfig config) {
        PemFile certificate = PemFile.read("tls.certificate", config.certificate());
        PemFile key = PemFile.read("tls.key", config.key());
        PemKeyCertOptions options = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificate.bytes()))
                .addKeyValue(Buffer.buffer(key.bytes()));
        KeyPairCheck.run(certificate, key, () -> options.getKeyManagerFactory(vertx));
        Instant expiresAt = certificate.certificates().stream()
                .map(next -> next.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return of(vertx, options, expiresAt, config);
    }

    private static Optional<PemTrustOptions> clientAuthorities(TlsConfig config) {
        if (config.clientCa().isEmpty()) {
            return Optional.empty();
        }
        PemFile authorities = PemFile.read("tls.clientCa", config.clientCa());
        authorities.certificates();
        return Optional.of(new PemTrustOptions().addCertValue(Buffer.buffer(authorities.bytes())));
    }
}
