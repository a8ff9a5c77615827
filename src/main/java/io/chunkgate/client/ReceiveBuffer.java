package io.chunkgate.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a read for protocols that take them out of messages: paused at first, and what has arrived comes before the
 * end or the failure. Whoever brings them is on their context, who takes them may be on any thread.
 */
public final class ReceiveBuffer implements ReadStream<Buffer> {
    private final BoundContext home;
    private final Runnable pauseSource;
    private final Runnable resumeSource;
    private final Queue<Buffer> arrived = new ArrayDeque<>();
    private long demand;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param home         where bytes arrive, and handlers are called
     * @param pauseSource   asks the connection to wait; some more may arrive
     * @param resumeSource asks it to go on
     */
    public ReceiveBuffer(BoundContext home, Runnable pauseSource, Runnable resumeSource) {
        this.home = home;
        this.pauseSource = pauseSource;
        this.resumeSource = resumeSource;
    }

    /** The next bytes; left unchanged by the caller. */
    public void add(Buffer bytes) {
        if (!isOver()) {
            arrived.add(bytes);
            deliver();
        }
    }

    /** All bytes have arrived. Nothing happens when it is over already. */
    public void end() {
        if (!isOver()) {
            ended = true;
            deliver();
        }
    }

    /** No more bytes will arrive. Nothing happens when it is over already. */
    public void fail(ClientException cause) {
        if (!isOver()) {
            failure = cause;
            deliver();
        }
    }

    @Override
    public ReceiveBuffer handler(@Nullable Handler<Buffer> toCall) {
        home.run(() -> handler = toCall);
        return this;
    }

    @Override
    public ReceiveBuffer endHandler(@Nullable Handler<Void> toCall) {
        home.run(() -> endHandler = toCall);
        return this;
    }

    @Override
    public ReceiveBuffer exceptionHandler(@Nullable Handler<Throwable> toCall) {
        home.run(() -> exceptionHandler = toCall);
        return this;
    }

    @Override
    public ReceiveBuffer pause() {
        home.run(() -> {
            demand = 0;
            pauseSource.run();
        });
        return this;
    }

    @Override
    public ReceiveBuffer resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReceiveBuffer fetch(long amount) {
        home.run(() -> want(amount));
        return this;
    }

    private void want(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        deliver();
        if (demand > 0 && !isOver()) {
            resumeSource.run();
        }
    }

    private boolean isOver() {
        return ended || failure != null;
    }

    private void deliver() {
        while (demand > 0 && !arrived.isEmpty()) {
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            Buffer next = arrived.remove();
            if (handler != null) {
                handler.handle(next);
            }
        }
        if (arrived.isEmpty()) {
            tellEnd();
        }
    }

    private void tellEnd() {
        Handler<Void> atEnd = endHandler;
        Handler<Throwable> atFailure = exceptionHandler;
        if (ended && atEnd != null) {
            endHandler = null;
            atEnd.handle(null);
        } else if (failure != null && atFailure != null) {
            exceptionHandler = null;
            atFailure.handle(failure);
        }
    }
}
