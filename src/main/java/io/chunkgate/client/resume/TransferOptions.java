package io.chunkgate.client.resume;

import io.chunkgate.client.GatewayClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Function;

/**
 * How transfers reach their gateway.
 *
 * @param client      stays the caller's to close
 * @param maxFailures how many attempts in a row may fail without progress before a transfer gives up
 * @param listener    watches every transfer of this link
 */
public record TransferOptions(Vertx vertx, GatewayClient client, int maxFailures, TransferListener listener) {
    public TransferOptions {
        if (maxFailures < 0) {
            throw new IllegalArgumentException("maxFailures: " + maxFailures + " (expected: 0 or more)");
        }
    }

    /** Runs a transfer on one context, so that nothing of it happens at the same time. */
    <T> Future<T> run(Function<Context, Future<T>> transfer) {
        Context context = vertx.getOrCreateContext();
        Promise<T> result = Promise.promise();
        context.runOnContext(start -> transfer.apply(context).onComplete(result));
        return result.future();
    }
}
