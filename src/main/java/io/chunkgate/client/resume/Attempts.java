package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Retries an operation after transient failures, until it succeeds, fails permanently, or makes no more progress. */
final class Attempts {
    private final Context context;
    private final TransferListener listener;
    private final Backoff backoff;
    private boolean connected;
    private boolean stopped;

    Attempts(Context context, TransferOptions options) {
        this.context = context;
        this.listener = options.listener();
        this.backoff = new Backoff(options.maxFailures());
    }

    /** Resets the backoff: the next failure counts as the first. */
    void progressed() {
        backoff.progressed();
    }

    /** Makes every later failure final. */
    void stop() {
        stopped = true;
    }

    <T> Future<T> run(Supplier<Future<T>> operation) {
        Promise<T> result = Promise.promise();
        attempt(operation, result);
        return result.future();
    }

    private <T> void attempt(Supplier<Future<T>> operation, Promise<T> result) {
        operation
                .get()
                .onSuccess(value -> {
                    connected = true;
                    result.complete(value);
                })
                .onFailure(cause -> failed(ClientException.of(cause), operation, result));
    }

    private <T> void failed(ClientException failure, Supplier<Future<T>> operation, Promise<T> result) {
        Optional<Duration> delay = isRetryable(failure) ? backoff.next() : Optional.empty();
        if (delay.isEmpty()) {
            result.fail(failure);
            return;
        }
        connected = true;
        listener.interrupted(failure, delay.get());
        context.owner().setTimer(delay.get().toMillis(), due -> attempt(operation, result));
    }

    /** A gateway that was never reached is not retried: its address is probably mistyped. */
    private boolean isRetryable(ClientException failure) {
        return failure.isTransient() && !stopped && (connected || !isConnectFailure(failure.getCause()));
    }

    private static boolean isConnectFailure(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof UnknownHostException;
    }

    /**
     * Exponential backoff with jitter, so that many clients do not retry at the same moment. Progress resets it. Not safe for
     * concurrent use.
     */
    static final class Backoff {
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
}
