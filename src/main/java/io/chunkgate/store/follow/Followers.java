package io.chunkgate.store.follow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The readers that wait for an upload to advance or end. Safe for any thread. */
public final class Followers {
    private final List<Promise<Void>> waiting = new ArrayList<>();

    /** Succeeds at once when the condition holds, else with the next {@link #signal}. */
    Future<Void> waitUnless(BooleanSupplier condition) {
        Promise<Void> change = Promise.promise();
        synchronized (waiting) {
            if (condition.getAsBoolean()) {
                return Future.succeededFuture();
            }
            waiting.add(change);
        }
        return change.future();
    }

    /** Wakes every waiting reader, which checks the upload again. */
    public void signal() {
        List<Promise<Void>> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Promise::complete);
    }
}
