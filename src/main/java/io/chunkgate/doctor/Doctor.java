package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks everything that a gateway with a given configuration needs. Leaves no changes. */
public final class Doctor {
    private static final int CLOSING_SECONDS = 10;

    /**
     * One check. It may block, and leaves no changes; when it throws, that counts as a failed finding.
     *
     * @param subject the subject of that finding
     */
    record Check(String subject, Callable<List<Finding>> work) {}

    private Doctor() {}

    /**
     * Runs all checks. Blocks, possibly for seconds.
     *
     * @param listener is called with each finding at once
     * @return all findings
     */
    public static List<Finding> run(GatewayConfig config, Consumer<Finding> listener) {
        return run(vertx -> Stream.concat(machine(vertx, config), configuration(vertx, config)), listener);
    }

    /** As {@link #run(GatewayConfig, Consumer)}, only of the configuration and the files that it names. Opens no ports. */
    public static List<Finding> checkConfiguration(GatewayConfig config, Consumer<Finding> listener) {
        return run(vertx -> configuration(vertx, config), listener);
    }

    private static List<Finding> run(Function<Vertx, Stream<Check>> checks, Consumer<Finding> listener) {
        List<Finding> findings = new ArrayList<>();
        Vertx vertx = Vertx.vertx();
        try {
            checks.apply(vertx).flatMap(Doctor::run).forEach(finding -> {
                findings.add(finding);
                listener.accept(finding);
            });
        } finally {
            close(vertx);
        }
        return findings;
    }

    private static Stream<Check> machine(Vertx vertx, GatewayConfig config) {
        Path root = Path.of(config.store().root()).toAbsolutePath().normalize();
        Check store = config.store().type().equals("local")
                ? new Check(
                        FolderCheck.SUBJECT,
                        () -> FolderCheck.run(root, config.limits().minFreeSpace()))
                : new Check(StoreCheck.SUBJECT, () -> StoreCheck.run(vertx, config));
        return Stream.of(
                store,
                new Check(LocaleCheck.SUBJECT, () -> LocaleCheck.run(System.getProperty("sun.jnu.encoding", ""))),
                new Check(
                        ClockCheck.SUBJECT,
                        () -> ClockCheck.run(System::currentTimeMillis, ClockCheck.synchronization())),
                new Check("ports", () -> PortsCheck.run(config)),
                new Check(OpenFilesCheck.SUBJECT, () -> OpenFilesCheck.run(config, Path.of("/proc/self/limits"))),
                new Check(JvmCheck.SUBJECT, () -> JvmCheck.run(Path.of("/proc/cpuinfo"))));
    }

    private static Stream<Check> configuration(Vertx vertx, GatewayConfig config) {
        return Stream.of(
                new Check(SettingsCheck.SUBJECT, () -> SettingsCheck.run(config)),
                new Check(CertificateCheck.SUBJECT, () -> CertificateCheck.run(vertx, config)),
                new Check(AccessCheck.SUBJECT, () -> AccessCheck.run(vertx, config)),
                new Check("permissions", () -> SecretsCheck.run(config)),
                new Check(AccessLogCheck.SUBJECT, () -> AccessLogCheck.run(config)),
                new Check(ClusterCheck.SUBJECT, () -> ClusterCheck.run(config)));
    }

    static Stream<Finding> run(Check check) {
        try {
            return check.work().call().stream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Stream.of(Finding.fail(check.subject(), "interrupted", "a completed check"));
        } catch (Exception e) {
            return Stream.of(Finding.fail(check.subject(), String.valueOf(e.getMessage()), "a completed check"));
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
