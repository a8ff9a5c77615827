package io.chunkgate.doctor;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.tls.ServerTls;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks whether the certificate fits its key, and when it expires. */
final class CertificateCheck extends Check {
    private static final Duration SOON = Duration.ofDays(14);

    private final Vertx vertx;
    private final GatewayConfig config;

    CertificateCheck(Vertx vertx, GatewayConfig config) {
        super("tls");
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    List<Finding> run() {
        ServerTls tls = ServerTls.of(vertx, config);
        try {
            tls.load();
        } catch (ConfigException e) {
            return List.of(fail(String.valueOf(e.getMessage()), ""));
        }
        if (config.tls().selfSigned()) {
            return List.of(warn(
                    "self-signed certificate, new at every start",
                    "a certificate that clients trust: tls.certificate"));
        }
        return List.of(tls.expiresAt().map(this::expiry).orElseGet(this::withoutTls));
    }

    private Finding expiry(Instant end) {
        String found = config.tls().certificate() + " fits its key and is valid until " + end;
        return Instant.now().plus(SOON).isBefore(end)
                ? ok(found)
                : warn(found, "a renewed certificate; it is loaded without a restart");
    }

    private Finding withoutTls() {
        return isLoopback()
                ? ok("off, on a loopback address")
                : warn(
                        "off, on " + config.server().host(),
                        "tls.certificate and tls.key, or a TLS proxy: tokens and files are not encrypted");
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(config.server().host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // Reported by PortsCheck.
        }
    }
}
