package io.chunkgate.doctor;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.tls.ServerTls;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks whether the certificate fits its key, and when it expires. */
final class CertificateCheck {
    static final String SUBJECT = "tls";
    private static final Duration SOON = Duration.ofDays(14);

    private CertificateCheck() {}

    static List<Finding> run(Vertx vertx, GatewayConfig config) {
        ServerTls tls = ServerTls.of(vertx, config);
        try {
            tls.load();
        } catch (ConfigException e) {
            return List.of(Finding.fail(SUBJECT, String.valueOf(e.getMessage()), ""));
        }
        if (config.tls().selfSigned()) {
            return List.of(Finding.warn(
                    SUBJECT,
                    "self-signed certificate, new at every start",
                    "a certificate that clients trust: tls.certificate"));
        }
        return List.of(tls.expiresAt().map(end -> expiry(config, end)).orElseGet(() -> withoutTls(config)));
    }

    private static Finding expiry(GatewayConfig config, Instant end) {
        String found = config.tls().certificate() + " fits its key and is valid until " + end;
        boolean isOk = Instant.now().plus(SOON).isBefore(end);
        return Finding.okIf(isOk, SUBJECT, found, "a renewed certificate; it is loaded without a restart");
    }

    private static Finding withoutTls(GatewayConfig config) {
        return config.server().isLoopback()
                ? Finding.ok(SUBJECT, "off, on a loopback address")
                : Finding.warn(
                        SUBJECT,
                        "off, on " + config.server().host(),
                        "tls.certificate and tls.key, or a TLS proxy: tokens and files are not encrypted");
    }
}
