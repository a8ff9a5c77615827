package io.chunkgate.access;

import io.chunkgate.store.StoreException;
import io.vertx.core.Context;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The operations of one server that last: transfers, event streams, sessions. Each is ended when its client may no longer do
 * it, since a check at the beginning does not see that a token, a link, a certificate or a rule was removed. Safe for any
 * thread.
 */
public final class RunningOperations {
    private final Set<Operation> running = ConcurrentHashMap.newKeySet();

    /** Compared by identity: two operations may be equal otherwise. */
    private static final class Operation {
        private final Runnable check;
        private final Context context;
        private final Consumer<StoreException> end;

        Operation(Runnable check, Context context, Consumer<StoreException> end) {
            this.check = check;
            this.context = context;
            this.end = end;
        }
    }

    /**
     * Adds an operation until the result is run.
     *
     * @param check   throws a {@link StoreException} when the operation is no longer allowed; called by any thread
     * @param context where {@code end} is called
     * @param end     gets the reason, at most once; ends the operation
     */
    public Runnable add(Runnable check, Context context, Consumer<StoreException> end) {
        Operation operation = new Operation(check, context, end);
        running.add(operation);
        return () -> running.remove(operation);
    }

    /** Ends the operations that are no longer allowed. */
    public void checkAll() {
        running.forEach(this::check);
    }

    private void check(Operation operation) {
        try {
            operation.check.run();
        } catch (StoreException refusal) {
            if (running.remove(operation)) {
                operation.context.runOnContext(v -> operation.end.accept(refusal));
            }
        }
    }
}
