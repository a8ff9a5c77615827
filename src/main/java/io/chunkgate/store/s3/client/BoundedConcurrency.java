package io.chunkgate.store.s3.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes many requests, a limited number at a time. */
public final class BoundedConcurrency {
    private static final int AT_ONCE = 32;

    private BoundedConcurrency() {}

    /** The results, in the order of the items; fails with the first failure, also one that is thrown. */
    public static <A, B> Future<List<B>> map(List<A> items, Function<A, Future<B>> each) {
        return map(items, AT_ONCE, each);
    }

    /** As {@link #map(List, Function)}, with a limit of its own. */
    public static <A, B> Future<List<B>> map(List<A> items, int atOnce, Function<A, Future<B>> each) {
        Promise<List<B>> result = Promise.promise();
        step(items, atOnce, each, new ArrayList<>(), result);
        return result.future();
    }

    private static <A, B> void step(
            List<A> items, int atOnce, Function<A, Future<B>> each, List<B> done, Promise<List<B>> result) {
        if (done.size() == items.size()) {
            result.complete(done);
            return;
        }
        List<A> some = items.subList(done.size(), Math.min(items.size(), done.size() + atOnce));
        List<Future<B>> running = some.stream()
                .map(item -> Future.succeededFuture(item).compose(each))
                .toList();
        Future.all(running).onFailure(result::fail).onSuccess(all -> {
            done.addAll(all.<B>list());
            step(items, atOnce, each, done, result);
        });
    }
}
