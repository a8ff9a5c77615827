package io.chunkgate.transfer.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates by a clock that the test turns. */
class RateLimiterTest {
    private static final long SECONDS = 10;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // Overflows, as a clock may.

    @ParameterizedTest
    @ValueSource(longs = {16_384, 100_000, 1_000_000, 1_000_000_000, 100_000_000_000L})
    void bytesOfATransfer_areNeverMoreThanItsRate_andNotMuchLess(long rate) {
        RateLimiter limiter = new RateLimiter(List.of(new RateLimit(rate, nanos::get)));
        long sent = send(List.of(limiter));
        long most = rate * SECONDS + rate / 10 + limiter.partBytes();
        assertThat(sent).isBetween(rate * SECONDS * 9 / 10, most);
    }

    @Test
    void bytesOfAllTogether_areNeverMoreThanTheRate_howeverManyThereAre() {
        long rate = 1_000_000;
        RateLimit ofAll = new RateLimit(rate, nanos::get);
        List<RateLimiter> paces = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            paces.add(new RateLimiter(List.of(ofAll, new RateLimit(100_000, nanos::get))));
        }
        long most = rate * SECONDS + rate / 10 + 20L * paces.get(0).partBytes();
        assertThat(send(paces)).isBetween(rate * SECONDS * 8 / 10, most);
    }

    @Test
    void timeThatNobodyUsed_isNotSavedUp() {
        RateLimiter limiter = new RateLimiter(List.of(new RateLimit(100_000, nanos::get)));
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(send(List.of(limiter))).isLessThan(100_000 * (SECONDS + 1));
    }

    @Test
    void partsGetSmaller_theMoreShareTheRate() {
        RateLimit limit = new RateLimit(10_000_000, nanos::get);
        RateLimiter first = new RateLimiter(List.of(limit));
        int alone = first.partBytes();
        RateLimiter second = new RateLimiter(List.of(limit));
        assertThat(first.partBytes()).isEqualTo(alone / 2);
        second.close();
        assertThat(first.partBytes()).isEqualTo(alone);
    }

    @Test
    void withoutRates_nothingWaits() {
        assertThat(RateLimiter.FREE.delayMillis(Long.MAX_VALUE)).isZero();
        assertThat(RateLimiter.FREE.partBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(RateLimiter.FREE.isFree()).isTrue();
    }

    /** What all send in some seconds, each its next piece when its time has come: counted when it may go. */
    private long send(List<RateLimiter> paces) {
        long end = nanos.get() + TimeUnit.SECONDS.toNanos(SECONDS);
        long[] due = new long[paces.size()];
        long[] part = new long[paces.size()];
        for (int i = 0; i < due.length; i++) {
            due[i] = nanos.get();
        }
        long sent = 0;
        while (nanos.get() - end < 0) {
            for (int i = 0; i < due.length; i++) {
                while (due[i] - nanos.get() <= 0) {
                    sent += part[i];
                    part[i] = paces.get(i).partBytes();
                    due[i] = nanos.get()
                            + TimeUnit.MILLISECONDS.toNanos(paces.get(i).delayMillis(part[i]));
                }
            }
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return sent;
    }
}
