package io.chunkgate.store.s3.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/** Moves results to the context of the call. */
public final class Contexts {
    private Contexts() {}

    /** The result on a context; every failure is a {@code StoreException}. */
    public static <T> Future<T> here(Context context, Future<T> result) {
        PromiseInternal<T> here = ((ContextInternal) context).promise();
        result.onSuccess(here::complete).onFailure(cause -> here.fail(S3Errors.translate(cause)));
        return here.future();
    }
}
