package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects the tests that were skipped for missing {@link Need}s in a file, which the build deletes before the tests.
 * At the end of the build {@link #main} prints a summary, if tests were skipped.
 */
public final class SkippedTests implements TestExecutionListener {
    private static final Path FILE = Path.of("target/skipped-tests");
    /** A line of the file for one skipped class, method or invocation: the number of tests, and the reason. */
    private static final Pattern ENTRY = Pattern.compile("(\\d+) needs (.*) \\(.*\\)");

    private static final String SEPARATOR = ", ";

    private volatile TestPlan plan;

    /** The reason for skipping a test with these needs. */
    static String reason(List<Need> missing) {
        return "needs " + joined(missing) + " (" + Need.installation(missing.stream()) + ")";
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        long testCount = isMethod(skipped)
                ? 1
                : plan.getDescendants(skipped).stream()
                        .filter(SkippedTests::isMethod)
                        .count();
        record(testCount, reason);
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            result.getThrowable().ifPresent(cause -> record(1, cause.getMessage()));
        }
    }

    private static boolean isMethod(TestIdentifier identifier) {
        return identifier.getSource().filter(MethodSource.class::isInstance).isPresent();
    }

    private static void record(long testCount, String reason) {
        String entry = testCount + " " + reason;
        if (!ENTRY.matcher(entry).matches()) {
            return;
        }
        try {
            Files.writeString(FILE, entry + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String... arguments) throws IOException {
        if (Files.exists(FILE)) {
            System.out.println(summary(Files.readAllLines(FILE)));
        }
    }

    static String summary(List<String> entries) {
        long testCount = 0;
        Set<Need> missing = EnumSet.noneOf(Need.class);
        for (String entry : entries) {
            Matcher matcher = ENTRY.matcher(entry);
            if (matcher.matches()) {
                testCount += Long.parseLong(matcher.group(1));
                List<String> titles = List.of(matcher.group(2).split(SEPARATOR));
                Arrays.stream(Need.values())
                        .filter(need -> titles.contains(need.toString()))
                        .forEach(missing::add);
            }
        }
        return "Skipped " + testCount + " tests, which need " + joined(missing) + ". To run them: "
                + Need.installation(missing.stream());
    }

    private static String joined(Collection<Need> needs) {
        return needs.stream().map(Need::toString).collect(Collectors.joining(SEPARATOR));
    }
}
