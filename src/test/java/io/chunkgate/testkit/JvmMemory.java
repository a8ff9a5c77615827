package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of another JVM, measured with {@code jcmd}. That JVM must have been started with {@link #OPTION}.
 *
 * @param heapBytes   the size of live objects after a full collection
 * @param nativeBytes the memory that the program allocated outside the heap, such as network buffers
 */
public record JvmMemory(long heapBytes, long nativeBytes) {
    /** The option of {@code java} that enables native memory tracking. */
    public static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    /** The last line of the histogram: instances, then bytes. */
    private static final Pattern LIVE_OBJECTS = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    /** The category of direct buffers and of the memory that Netty allocates. */
    private static final Pattern NATIVE_USED = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    /** Measures a process, after a garbage collection. */
    public static JvmMemory of(long pid) {
        long heapBytes = number(LIVE_OBJECTS, jcmd(pid, "GC.class_histogram"));
        long nativeKibibytes = number(NATIVE_USED, jcmd(pid, "VM.native_memory", "summary"));
        return new JvmMemory(heapBytes, nativeKibibytes * 1024);
    }

    private static String jcmd(long pid, String... request) {
        return Command.of(JCMD, pid).with((Object[]) request).run().succeeded().out();
    }

    private static long number(Pattern pattern, String reply) {
        Matcher matcher = pattern.matcher(reply);
        assertThat(matcher.find()).as("%s in %s", pattern, reply).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
