package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Checks everything that a gateway with a given configuration needs. Leaves no changes. */
public final class Doctor {
    private static final int CLOSING_SECONDS = 10;

    private Doctor() {}

    /**
     * Runs all checks. Blocks, possibly for seconds.
     *
     * @param listener is called with each finding at once
     * @return all findings
     */
    public static List<Finding> run(GatewayConfig config, Consumer<Finding> listener) {
        List<Finding> findings = new ArrayList<>();
        Vertx vertx = Vertx.vertx();
        try {
            checks(vertx, config).flatMap(Doctor::run).forEach(finding -> {
                findings.add(finding);
                listener.accept(finding);
            });
        } finally {
            close(vertx);
        }
        return findings;
    }

    private static Stream<Check> checks(Vertx vertx, GatewayConfig config) {
        Path root = Path.of(config.store().root()).toAbsolutePath().normalize();
        Stream<Check> store = config.store().type().equals("local")
                ? Stream.of(new FolderCheck(root, config.limits().minFreeSpace()))
                : Stream.of(new StoreCheck(vertx, config));
        Stream<Check> others = Stream.of(
                new ClockCheck(System::currentTimeMillis),
                new PortsCheck(config),
                new CertificateCheck(vertx, config),
                new AccessCheck(vertx, config),
                new SecretsCheck(config),
                new AccessLogCheck(config),
                new OpenFilesCheck(config, Path.of("/proc/self/limits")),
                new ClusterCheck(config),
                new JvmCheck(Path.of("/proc/cpuinfo")));
        return Stream.concat(store, others);
    }

    static Stream<Finding> run(Check check) {
        try {
            return check.run().stream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Stream.of(check.fail("interrupted", "a completed check"));
        } catch (Exception e) {
            return Stream.of(check.fail(String.valueOf(e.getMessage()), "a completed check"));
        }
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (Exception ignored) {
            // The process ends anyway.
        }
    }
}
