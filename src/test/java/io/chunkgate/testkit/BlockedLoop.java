package io.chunkgate.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Distinguishes blocked event loops from slow ones. On a busy machine any code can take 100 ms; a blocked thread is in one
 * of the blocking calls. More than two seconds count as blocked in any call, except class loading and initialization.
 */
final class BlockedLoop {
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(2);

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

    private static final List<String> CLASS_LOADING =
            List.of("java.lang.ClassLoader", "jdk.internal.loader.", "java.lang.invoke.", "java.util.ServiceLoader");

    /** The lock of an executor's queue is held for a moment only; a thread waits longer when the machine runs others. */
    private static final List<String> HANDING_OVER = List.of("java.util.concurrent.ThreadPoolExecutor.execute");

    private BlockedLoop() {}

    /** A description of the blocked thread; empty if it was only slow. */
    static Optional<String> of(Thread thread, long durationNanos) {
        List<String> stack =
                Arrays.stream(thread.getStackTrace()).map(BlockedLoop::call).toList();
        boolean inBlockingCall = contains(stack, BLOCKING_CALLS) && !contains(stack, HANDING_OVER);
        boolean blocked = inBlockingCall || durationNanos > MAX_NANOS;
        boolean inInitializer = stack.stream().anyMatch(frame -> frame.endsWith(".<clinit>"));
        return blocked && !inInitializer && !contains(stack, CLASS_LOADING)
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
