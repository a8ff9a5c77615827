package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Looks at everything that a gateway of some configuration needs. Changes nothing that it does not undo. */
public final class Doctor {
    private static final int CLOSING_SECONDS = 10;

    private Doctor() {}

    /**
     * Blocks, for seconds where something is slow.
     *
     * @param told hears every finding as it is made
     * @return all of them
     */
    public static List<Finding> examine(GatewayConfig config, Consumer<Finding> told) {
        List<Finding> findings = new ArrayList<>();
        Vertx vertx = Vertx.vertx();
        try {
            checks(vertx, config).flatMap(Doctor::run).forEach(finding -> {
                findings.add(finding);
                told.accept(finding);
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
            return Stream.of(Finding.fail(check.subject(), "interrupted", "to be let through"));
        } catch (Exception e) {
            return Stream.of(Finding.fail(check.subject(), String.valueOf(e.getMessage()), "to be looked at"));
        }
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (Exception late) {
            // The program ends anyway.
        }
    }
}
