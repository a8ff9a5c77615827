package io.chunkgate.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread is about to do; a test that waits in vain fails with what it saw last. */
public final class Eventually {
    /** For a busy machine, and less than the timeouts that are set by default. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Eventually() {}

    public static void eventually(Supplier<?> seen, BooleanSupplier condition) {
        eventually(PATIENCE, seen, condition);
    }

    /** For what takes longer than the gateway itself would ever take, such as the start of a process. */
    public static void eventually(Duration patience, Supplier<?> seen, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience + "; last seen: " + seen.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
