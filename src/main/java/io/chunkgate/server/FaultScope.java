package io.chunkgate.server;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of HTTP or gRPC, or one TCP connection, as the unit that ends when one of its handlers throws: an exception, or an
 * {@link Error} such as that of a class which cannot be loaded. Vert.x logs what a handler throws and does nothing else, so the
 * client would wait for ever.
 *
 * <p>The transfers of the scope are cancelled, and end as they always do; then the client gets the error, unless it has got it
 * already. What has not ended after {@value #GRACE_MILLIS} ms is aborted, and so is a scope that throws again.
 *
 * <p>A scope belongs to a context. Used from that context only.
 */
public final class FaultScope {
    private static final Logger LOG = LoggerFactory.getLogger(FaultScope.class);
    private static final long GRACE_MILLIS = 1000;

    private final Context context;
    private final Runnable abort;
    private final List<Transfer> transfers = new ArrayList<>(1);
    private final List<Supplier<Future<Void>>> opened = new ArrayList<>(1);
    private Consumer<StoreException> respond;
    private boolean failed;

    private FaultScope(Context context, Consumer<StoreException> respond, Runnable abort) {
        this.context = context;
        this.respond = respond;
        this.abort = abort;
    }

    /**
     * Makes a scope of a context that serves one request or one connection.
     *
     * @param respond sends the error to the client, unless a response is complete
     * @param abort   resets the request or the connection, unless it has ended
     */
    public static FaultScope open(Context context, Consumer<StoreException> respond, Runnable abort) {
        FaultScope scope = new FaultScope(context, respond, abort);
        VertxInternals.putLocal(context, FaultScope.class, scope);
        return scope;
    }

    /** The scope of the current context. */
    public static Optional<FaultScope> current() {
        Context context = Vertx.currentContext();
        return context == null
                ? Optional.empty()
                : Optional.ofNullable(VertxInternals.local(context, FaultScope.class));
    }

    /** Passes what the handlers of a verticle throw to the scope that they run in. */
    static void catchIn(Vertx vertx, Context context) {
        context.exceptionHandler(
                thrown -> current().ifPresentOrElse(scope -> scope.fail(thrown), () -> outsideOfScopes(vertx, thrown)));
    }

    private static void outsideOfScopes(Vertx vertx, Throwable thrown) {
        Handler<Throwable> handler = vertx.exceptionHandler();
        if (handler == null) {
            LOG.error("A handler failed that serves no request", thrown);
        } else {
            handler.handle(thrown);
        }
    }

    /** Replaces what sends the error, by what knows the protocol better. */
    public void respondWith(Consumer<StoreException> response) {
        respond = response;
    }

    /** Adds a transfer until it is over. */
    void add(Transfer transfer) {
        transfers.add(transfer);
        transfer.over().onComplete(over -> transfers.remove(transfer));
    }

    /** Adds a file or an upload that is closed with the scope if it fails. */
    void add(Supplier<Future<Void>> close) {
        opened.add(close);
    }

    /** The file or upload was closed. */
    void remove(Supplier<Future<Void>> close) {
        opened.remove(close);
    }

    /** Ends the request or the connection. */
    public void fail(Throwable thrown) {
        StoreException reason = Failures.toStoreException(thrown);
        try {
            if (failed) {
                end(reason);
            } else {
                failed = true;
                cancel(reason);
            }
        } catch (Throwable again) {
            LOG.error("The response to a fault failed", again);
            abort.run();
        }
    }

    private void cancel(StoreException reason) {
        context.owner().setTimer(GRACE_MILLIS, id -> end(reason));
        List<Transfer> running = List.copyOf(transfers);
        running.forEach(transfer -> transfer.cancel(reason));
        // Behind the steps that follow the end of a transfer, which may respond more precisely.
        Future.join(running.stream().map(Transfer::over).toList())
                .onComplete(over -> context.runOnContext(v -> respond(reason)));
    }

    private void respond(StoreException reason) {
        respond.accept(reason);
        close();
    }

    private void end(StoreException reason) {
        abort.run();
        List.copyOf(transfers).forEach(transfer -> transfer.end(TransferOutcome.failed(reason)));
        close();
    }

    private void close() {
        List<Supplier<Future<Void>>> remaining = List.copyOf(opened);
        opened.clear();
        remaining.forEach(
                closing -> closing.get().onFailure(cause -> LOG.debug("Cannot close what a fault left open", cause)));
    }
}
