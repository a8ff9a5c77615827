package io.chunkgate.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without the checked Vert.x, which fails the test when an event loop blocks. */
class EventLoopsTest {
    private static final HealthReport FAILED = new HealthReport(Map.of("check", false));
    private static final HealthReport OK = new HealthReport(Map.of("check", true));

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        blocked.countDown();
        await(vertx.close());
    }

    @Test
    void blockedEventLoop_isNotAlive_untilItRunsAgain() throws Exception {
        EventLoops loops = EventLoops.of(vertx, 100);
        Context stuck = VertxInternals.createEventLoopContext(vertx);
        loops.add(VertxInternals.createEventLoopContext(vertx));
        loops.add(stuck);
        CountDownLatch running = new CountDownLatch(1);
        stuck.runOnContext(v -> {
            running.countDown();
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        running.await();
        assertThat(await(loops.check()).isOk()).isFalse();
        blocked.countDown();
        Promise<Void> free = Promise.promise();
        stuck.runOnContext(v -> free.complete());
        await(free.future());
        while (!await(loops.check()).isOk()) {
            // The result of the check that the loop has just run is not there yet.
            Thread.onSpinWait();
        }
        loops.remove(stuck);
    }

    @Test
    void check_runsOnceForConcurrentRequests_andItsResultIsValidForASecond() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Promise<HealthReport> running = Promise.promise();
        CachedCheck check = new CachedCheck(
                vertx,
                () -> {
                    runs.incrementAndGet();
                    return running.future();
                },
                FAILED,
                20_000);
        Future<HealthReport> first = check.run();
        Future<HealthReport> second = check.run();
        running.complete(OK);
        assertThat(await(first)).isEqualTo(OK);
        assertThat(await(second)).isEqualTo(OK);
        assertThat(await(check.run())).isEqualTo(OK);
        assertThat(runs).hasValue(1);
    }

    @Test
    void checkThatHangs_hasFailed_andIsNotStartedAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Promise<HealthReport> hanging = Promise.promise();
        CachedCheck check = new CachedCheck(
                vertx,
                () -> {
                    runs.incrementAndGet();
                    return hanging.future();
                },
                FAILED,
                1);
        assertThat(await(check.run())).isEqualTo(FAILED);
        assertThat(await(check.run())).isEqualTo(FAILED);
        assertThat(runs).hasValue(1);
        hanging.complete(OK);
        assertThat(await(check.run())).isEqualTo(OK);
    }

    @Test
    void checkThatFails_hasFailed() throws Exception {
        CachedCheck check = new CachedCheck(vertx, () -> Future.failedFuture("no answer"), FAILED, 20_000);
        assertThat(await(check.run())).isEqualTo(FAILED);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
