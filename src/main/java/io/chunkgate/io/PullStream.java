package io.chunkgate.io;

import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that gets its items on demand: without a handler or without demand it gets none. Used from one context.
 *
 * @param <T> type of the items
 * @param <S> the subclass
 */
public abstract class PullStream<T, S extends PullStream<T, S>> implements ReadStream<T> {
    private long demand = Long.MAX_VALUE;
    private boolean advancing;
    private boolean over;
    private @Nullable Handler<T> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /** Whether all items were emitted. */
    protected abstract boolean isAtEnd();

    /** Returns the next item, or null when there is none yet; then {@link #advance} is called as soon as there may be one. */
    protected abstract @Nullable T poll();

    /** Called when the handler is removed. */
    protected void stopped() {}

    /** Starts to emit items; without a handler the stream stops. */
    @Override
    public S handler(@Nullable Handler<T> handler) {
        this.handler = handler;
        over = false;
        if (handler == null) {
            stopped();
        } else {
            advance();
        }
        return self();
    }

    @Override
    public S pause() {
        demand = 0;
        return self();
    }

    @Override
    public S resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public S fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        advance();
        return self();
    }

    @Override
    public S endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return self();
    }

    @Override
    public S exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        this.exceptionHandler = exceptionHandler;
        return self();
    }

    /** Emits items while there is demand. A loop, since a recursion would overflow the stack on large files. */
    protected final void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean moved = true;
            while (moved) {
                moved = step();
            }
        } finally {
            advancing = false;
        }
    }

    private boolean step() {
        if (handler == null || over) {
            return false;
        }
        if (isAtEnd()) {
            over = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
            return false;
        }
        T item = demand == 0 ? null : poll();
        if (item == null) {
            return demand > 0 && isAtEnd();
        }
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        notify(handler, item);
        return true;
    }

    /** Ends the stream with an error. */
    protected final void fail(Throwable cause) {
        over = true;
        notify(exceptionHandler, cause);
    }

    private static <E> void notify(@Nullable Handler<E> handler, E event) {
        if (handler != null) {
            handler.handle(event);
        }
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }
}
