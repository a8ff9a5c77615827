package io.chunkgate.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JVM that runs this, which the launcher starts as it starts the gateway. */
final class JvmCheck implements Check {
    private static final int HIGHEST_AVX = 2;

    private final Path processors;

    /** @param processors what Linux tells of them in /proc */
    JvmCheck(Path processors) {
        this.processors = processors;
    }

    @Override
    public String subject() {
        return "java";
    }

    @Override
    public List<Finding> run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(subject(), version()));
        if (hasAvx512()) {
            findings.add(vectors());
        }
        findings.add(start());
        return findings;
    }

    private static String version() {
        String collector = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .findFirst()
                .orElse("unknown collector");
        return System.getProperty("java.runtime.version") + " of " + System.getProperty("java.vendor") + ", "
                + collector + ", heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
    }

    private static Finding vectors() {
        Optional<String> used = option("UseAVX").filter(level -> Integer.parseInt(level) > HIGHEST_AVX);
        return used.isEmpty()
                ? Finding.ok("AVX-512", "this processor has it, and the JVM does not use it")
                : Finding.warn(
                        "AVX-512",
                        "the JVM uses it (UseAVX=" + used.get() + ")",
                        "-XX:UseAVX=" + HIGHEST_AVX + ", as the launcher gives it: digests may be many times slower"
                                + " otherwise");
    }

    private static Finding start() {
        return option("SharedArchiveFile")
                .filter(file -> !file.isEmpty())
                .map(file -> Finding.ok("start", "with the classes that were prepared in " + file))
                .orElseGet(() -> Finding.warn(
                        "start",
                        "without prepared classes: it takes twice as long",
                        "./chunkgate --version, once, by a user who may write to its folder target"));
    }

    private boolean hasAvx512() throws IOException {
        if (!Files.isReadable(processors)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(processors)) {
            return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" avx512f"));
        }
    }

    /** Empty for one that this JVM does not have. */
    private static Optional<String> option(String name) {
        try {
            return Optional.of(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(name)
                    .getValue());
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
