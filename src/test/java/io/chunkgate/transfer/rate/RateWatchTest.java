package io.chunkgate.transfer.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedVertx.class)
class RateWatchTest {
    private static final MinRate RATE = new MinRate(50, 1000);

    @Test
    void slowClient_failsWithItsBytesAndTheMinimum(Vertx vertx) throws Exception {
        Promise<StoreException> failure = Promise.promise();
        RateWatch watch = new RateWatch(vertx, RATE, failure::complete);
        vertx.runOnContext(v -> {
            watch.start();
            watch.count(49);
        });
        assertThat(await(failure.future()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(await(failure.future())).hasMessage("bytes in 50 ms: 49 (expected: at least 50)");
    }

    @Test
    void bytesBeforeTheStart_doNotCount(Vertx vertx) throws Exception {
        Promise<StoreException> failure = Promise.promise();
        RateWatch watch = new RateWatch(vertx, RATE, failure::complete);
        vertx.runOnContext(v -> {
            watch.count(1000);
            watch.start();
        });
        assertThat(await(failure.future())).hasMessageContaining("bytes in 50 ms: 0 ");
    }

    @Test
    void excusedPeriod_isFollowedByAnother(Vertx vertx) throws Exception {
        AtomicInteger checks = new AtomicInteger();
        Promise<Long> increase = Promise.promise();
        RateWatch watch = new RateWatch(
                vertx, RATE.periodMillis(), 1, () -> 7, () -> checks.incrementAndGet() == 1, increase::complete);
        vertx.runOnContext(v -> watch.start());
        assertThat(await(increase.future())).isZero();
        assertThat(checks).hasValue(2);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
