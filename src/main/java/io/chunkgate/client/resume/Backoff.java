package io.chunkgate.client.resume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential backoff with jitter, so that many clients do not retry at the same moment. Progress resets it. Not safe for
 * concurrent use.
 */
final class Backoff {
    private static final Duration INITIAL = Duration.ofMillis(250);
    private static final Duration MAX = Duration.ofSeconds(30);
    private static final double JITTER = 0.25;

    private final int maxFailures;
    private int failures;

    /** @param maxFailures how many failures in a row, without progress, are retried */
    Backoff(int maxFailures) {
        this.maxFailures = maxFailures;
    }

    void progressed() {
        failures = 0;
    }

    /** The delay before the next attempt; empty after too many failures. */
    Optional<Duration> next() {
        if (failures >= maxFailures) {
            return Optional.empty();
        }
        long doubled = INITIAL.toMillis() << Math.min(failures++, 20);
        double jitter = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Optional.of(Duration.ofMillis((long) (Math.min(doubled, MAX.toMillis()) * jitter)));
    }
}
