package io.chunkgate.client.resume;

import io.chunkgate.client.GatewayClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Function;

/**
 * The client of transfers, and how they retry.
 *
 * @param client      the caller closes it
 * @param maxFailures how many attempts in a row may fail without progress before a transfer gives up
 * @param listener    observes the transfers
 */
public record TransferOptions(Vertx vertx, GatewayClient client, int maxFailures, TransferListener listener) {
    public TransferOptions {
        if (maxFailures < 0) {
            throw new IllegalArgumentException("maxFailures: " + maxFailures + " (expected: 0 or more)");
        }
    }

    /** Runs a transfer on one context, so that its handlers never run concurrently. */
    <T> Future<T> run(Function<Context, Future<T>> transfer) {
        Context context = vertx.getOrCreateContext();
        Promise<T> result = Promise.promise();
        context.runOnContext(v -> transfer.apply(context).onComplete(result));
        return result.future();
    }
}
