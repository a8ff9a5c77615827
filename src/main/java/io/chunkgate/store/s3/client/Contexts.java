package io.chunkgate.store.s3.client;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Moves results to the context of the call. */
public final class Contexts {
    private Contexts() {}

    /** The result on a context; every failure is a {@code StoreException}. */
    public static <T> Future<T> here(Context context, Future<T> result) {
        Promise<T> here = VertxInternals.promise(context);
        result.onSuccess(here::complete).onFailure(cause -> here.fail(S3Errors.translate(cause)));
        return here.future();
    }
}
