package io.chunkgate.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the JVM of this process, which the launcher starts with the same options as a gateway. */
final class JvmCheck {
    static final String SUBJECT = "java";
    private static final int HIGHEST_AVX = 2;

    private JvmCheck() {}

    /** @param processors /proc/cpuinfo of Linux */
    static List<Finding> run(Path processors) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(SUBJECT, version()));
        if (PortOwner.lines(processors).stream()
                .anyMatch(line -> line.startsWith("flags") && line.contains(" avx512f"))) {
            findings.add(avx512());
        }
        findings.add(classArchive());
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

    private static Finding avx512() {
        Optional<String> used = vmOption("UseAVX").filter(level -> Integer.parseInt(level) > HIGHEST_AVX);
        return used.isEmpty()
                ? Finding.ok("AVX-512", "supported by the processor, not used by the JVM")
                : Finding.warn(
                        "AVX-512",
                        "used by the JVM (UseAVX=" + used.get() + ")",
                        "-XX:UseAVX=" + HIGHEST_AVX + ", which the launcher sets; digests can be many times slower"
                                + " otherwise");
    }

    private static Finding classArchive() {
        return vmOption("SharedArchiveFile")
                .filter(file -> !file.isEmpty())
                .map(file -> Finding.ok("start", "uses the class archive " + file))
                .orElseGet(() -> Finding.warn(
                        "start",
                        "without a class archive, which halves the start time",
                        "run ./chunkgate --version once, as a user who can write to its folder target"));
    }

    /** The value of a JVM option; empty if this JVM does not have it. */
    private static Optional<String> vmOption(String name) {
        try {
            return Optional.of(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(name)
                    .getValue());
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
