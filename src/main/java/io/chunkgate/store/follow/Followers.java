package io.chunkgate.store.follow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Those who wait for an upload to go on. Safe for any thread. */
public final class Followers {
    private final List<Promise<Void>> waiting = new ArrayList<>();

    /** Succeeds at once when there is something to see, else with the next {@link #tell}. */
    public Future<Void> waitUnless(BooleanSupplier something) {
        Promise<Void> change = Promise.promise();
        synchronized (waiting) {
            if (something.getAsBoolean()) {
                return Future.succeededFuture();
            }
            waiting.add(change);
        }
        return change.future();
    }

    /** Lets every one look again. */
    public void tell() {
        List<Promise<Void>> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Promise::complete);
    }
}
