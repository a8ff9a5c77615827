package io.chunkgate.client.resume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: twice as long after each failure, a little at random so that many clients do
 * not come back together, from the start again as soon as something moved. Not safe for threads.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double SPREAD = 0.25;

    private final int maxFailures;
    private int failures;

    /** @param maxFailures how many attempts without progress are followed by another one */
    Backoff(int maxFailures) {
        this.maxFailures = maxFailures;
    }

    void progressed() {
        failures = 0;
    }

    /** The next wait; empty when it is time to give up. */
    Optional<Duration> next() {
        if (failures >= maxFailures) {
            return Optional.empty();
        }
        long doubled = FIRST.toMillis() << Math.min(failures++, 20);
        double spread = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Optional.of(Duration.ofMillis((long) (Math.min(doubled, LONGEST.toMillis()) * spread)));
    }
}
