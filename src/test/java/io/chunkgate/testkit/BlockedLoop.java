package io.chunkgate.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells an event loop that was blocked from one that was merely slow. On a busy machine any code can take 100 ms; what
 * gives blocking away is the call that the loop was found in. Two whole seconds count in any call, but for the loading of classes.
 */
final class BlockedLoop {
    private static final long ALWAYS_TOO_LONG_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final List<String> BLOCKING_CALLS = List.of(
            "sun.nio.fs.",
            "sun.nio.ch.FileDispatcherImpl",
            "sun.nio.ch.FileChannelImpl",
            "java.io.FileInputStream",
            "java.net.Inet4AddressImpl",
            "java.net.Inet6AddressImpl",
            "java.lang.Thread.sleep",
            "java.lang.Object.wait",
            "java.util.concurrent.locks.LockSupport.park",
            "sun.security.provider.DigestBase");

    private static final List<String> LOADING_OF_CLASSES =
            List.of("java.lang.ClassLoader", "jdk.internal.loader.", "java.lang.invoke.", "java.util.ServiceLoader");

    private BlockedLoop() {}

    /** What to report, if the thread is to blame. */
    static Optional<String> of(Thread thread, long durationNanos) {
        List<String> stack =
                Arrays.stream(thread.getStackTrace()).map(BlockedLoop::call).toList();
        boolean suspect = contains(stack, BLOCKING_CALLS) || durationNanos > ALWAYS_TOO_LONG_NANOS;
        return suspect && !contains(stack, LOADING_OF_CLASSES)
                ? Optional.of(
                        thread.getName() + " for " + TimeUnit.NANOSECONDS.toMillis(durationNanos) + " ms in " + stack)
                : Optional.empty();
    }

    private static boolean contains(List<String> stack, List<String> calls) {
        return stack.stream().anyMatch(frame -> calls.stream().anyMatch(frame::startsWith));
    }

    private static String call(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }
}
