package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats what a broken connection interrupted, until it succeeds, fails for good, or never gets any further. */
final class Attempts {
    private final Context context;
    private final TransferListener listener;
    private final Backoff backoff;
    private boolean reached;
    private boolean stopped;

    Attempts(Context context, TransferOptions link) {
        this.context = context;
        this.listener = link.listener();
        this.backoff = new Backoff(link.maxFailures());
    }

    /** The gateway is there and something moved: the next failure counts as the first. */
    void progressed() {
        backoff.progressed();
    }

    /** From now on a failure is final. */
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
                    reached = true;
                    result.complete(value);
                })
                .onFailure(cause -> failed(ClientException.of(cause), operation, result));
    }

    private <T> void failed(ClientException failure, Supplier<Future<T>> operation, Promise<T> result) {
        Optional<Duration> delay = isWorthAnother(failure) ? backoff.next() : Optional.empty();
        if (delay.isEmpty()) {
            result.fail(failure);
            return;
        }
        reached = true;
        listener.interrupted(failure, delay.get());
        context.owner().setTimer(delay.get().toMillis(), due -> attempt(operation, result));
    }

    /** A gateway that was never there is more likely to have been mistyped than to come up. */
    private boolean isWorthAnother(ClientException failure) {
        return failure.isTransient() && !stopped && (reached || !isConnectFailure(failure.getCause()));
    }

    private static boolean isConnectFailure(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof UnknownHostException;
    }
}
