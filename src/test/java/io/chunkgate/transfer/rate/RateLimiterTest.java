package io.chunkgate.transfer.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates by a manual clock. */
class RateLimiterTest {
    private static final long SECONDS = 10;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // Overflows, as System.nanoTime may.

    @ParameterizedTest
    @ValueSource(longs = {16_384, 100_000, 1_000_000, 1_000_000_000, 100_000_000_000L})
    void singleTransfer_usesItsRate_andNeverExceedsIt(long rate) {
        RateLimiter limiter = new RateLimiter(List.of(new RateLimit(rate, nanos::get)));
        long sent = send(List.of(limiter));
        long max = rate * SECONDS + rate / 10 + limiter.partBytes();
        assertThat(sent).isBetween(rate * SECONDS * 9 / 10, max);
    }

    @Test
    void manyTransfers_neverExceedTheSharedRate() {
        long rate = 1_000_000;
        RateLimit shared = new RateLimit(rate, nanos::get);
        List<RateLimiter> limiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            limiters.add(new RateLimiter(List.of(shared, new RateLimit(100_000, nanos::get))));
        }
        long max = rate * SECONDS + rate / 10 + 20L * limiters.get(0).partBytes();
        assertThat(send(limiters)).isBetween(rate * SECONDS * 8 / 10, max);
    }

    @Test
    void unusedTime_isNotSavedUp() {
        RateLimiter limiter = new RateLimiter(List.of(new RateLimit(100_000, nanos::get)));
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(send(List.of(limiter))).isLessThan(100_000 * (SECONDS + 1));
    }

    @Test
    void parts_shrinkWithTheCountOfTransfers() {
        RateLimit limit = new RateLimit(10_000_000, nanos::get);
        RateLimiter first = new RateLimiter(List.of(limit));
        int alone = first.partBytes();
        RateLimiter second = new RateLimiter(List.of(limit));
        assertThat(first.partBytes()).isEqualTo(alone / 2);
        second.close();
        assertThat(first.partBytes()).isEqualTo(alone);
    }

    @Test
    void unlimited_neverDelays() {
        assertThat(RateLimiter.UNLIMITED.delayMillis(Long.MAX_VALUE)).isZero();
        assertThat(RateLimiter.UNLIMITED.partBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(RateLimiter.UNLIMITED.isUnlimited()).isTrue();
    }

    /** Returns the bytes that all send in some seconds: each sends its next part when the delay is over. */
    private long send(List<RateLimiter> limiters) {
        long end = nanos.get() + TimeUnit.SECONDS.toNanos(SECONDS);
        long[] due = new long[limiters.size()];
        long[] part = new long[limiters.size()];
        for (int i = 0; i < due.length; i++) {
            due[i] = nanos.get();
        }
        long sent = 0;
        while (nanos.get() - end < 0) {
            for (int i = 0; i < due.length; i++) {
                while (due[i] - nanos.get() <= 0) {
                    sent += part[i];
                    part[i] = limiters.get(i).partBytes();
                    due[i] = nanos.get()
                            + TimeUnit.MILLISECONDS.toNanos(limiters.get(i).delayMillis(part[i]));
                }
            }
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return sent;
    }
}
