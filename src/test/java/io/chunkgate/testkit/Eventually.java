package io.chunkgate.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition. Fails the test after a timeout, with the last state. */
public final class Eventually {
    /** Enough for a busy machine, but less than the default timeouts of the gateway. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private Eventually() {}

    public static void eventually(Supplier<?> seen, BooleanSupplier condition) {
        eventually(TIMEOUT, seen, condition);
    }

    /** With another timeout, such as for the start of a process. */
    public static void eventually(Duration timeout, Supplier<?> seen, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + timeout + "; last seen: " + seen.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
