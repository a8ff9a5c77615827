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

/** The gateway's certificate: whether it can be used with its key, and for how long. */
final class CertificateCheck implements Check {
    private static final Duration SOON = Duration.ofDays(14);

    private final Vertx vertx;
    private final GatewayConfig config;

    CertificateCheck(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    public String subject() {
        return "tls";
    }

    @Override
    public List<Finding> run() {
        ServerTls tls = ServerTls.of(vertx, config);
        try {
            tls.load();
        } catch (ConfigException e) {
            return List.of(Finding.fail(subject(), String.valueOf(e.getMessage()), ""));
        }
        if (config.tls().selfSigned()) {
            return List.of(Finding.warn(
                    subject(), "a certificate made up at each start", "one that clients believe: tls.certificate"));
        }
        return List.of(tls.expiresAt().map(this::ofFile).orElseGet(this::inClear));
    }

    private Finding ofFile(Instant end) {
        String found = config.tls().certificate() + " fits its key and is valid until " + end;
        return Instant.now().plus(SOON).isBefore(end)
                ? Finding.ok(subject(), found)
                : Finding.warn(subject(), found, "a renewed one; it is taken over without a restart");
    }

    private Finding inClear() {
        return isLoopback()
                ? Finding.ok(subject(), "off, on a loopback address")
                : Finding.warn(
                        subject(),
                        "off, on " + config.server().host(),
                        "tls.certificate and tls.key, or a proxy with TLS in front: tokens and files can be read on the way");
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(config.server().host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // Said of the ports.
        }
    }
}
