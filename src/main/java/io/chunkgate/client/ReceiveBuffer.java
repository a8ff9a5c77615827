package io.chunkgate.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ReadStream} of received messages. It starts paused, and delivers buffered bytes before the end or the
 * failure. {@link #add}, {@link #end} and {@link #fail} are called on the connection's context, the other methods on any
 * thread.
 */
public final class ReceiveBuffer implements ReadStream<Buffer> {
    private final BoundContext context;
    private final Runnable pauseSource;
    private final Runnable resumeSource;
    private final Queue<Buffer> received = new ArrayDeque<>();
    private long demand;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param context      the connection's context; handlers are called on it
     * @param pauseSource  pauses the connection; more bytes may still be added
     * @param resumeSource resumes the connection
     */
    public ReceiveBuffer(BoundContext context, Runnable pauseSource, Runnable resumeSource) {
        this.context = context;
        this.pauseSource = pauseSource;
        this.resumeSource = resumeSource;
    }

    /** Adds the next bytes, which the caller no longer changes. */
    public void add(Buffer bytes) {
        if (!hasEnded()) {
            received.add(bytes);
            deliver();
            if (demand == 0) {
                pauseSource.run();
            }
        }
    }

    /** Marks the end. Ignored after an end or a failure. */
    public void end() {
        if (!hasEnded()) {
            ended = true;
            deliver();
        }
    }

    /** Marks a failure. Ignored after an end or a failure. */
    public void fail(ClientException cause) {
        if (!hasEnded()) {
            failure = cause;
            deliver();
        }
    }

    @Override
    public ReceiveBuffer handler(@Nullable Handler<Buffer> newHandler) {
        context.run(() -> handler = newHandler);
        return this;
    }

    @Override
    public ReceiveBuffer endHandler(@Nullable Handler<Void> newHandler) {
        context.run(() -> endHandler = newHandler);
        return this;
    }

    @Override
    public ReceiveBuffer exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        context.run(() -> exceptionHandler = newHandler);
        return this;
    }

    @Override
    public ReceiveBuffer pause() {
        context.run(() -> {
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
        context.run(() -> addDemand(amount));
        return this;
    }

    private void addDemand(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        deliver();
        if (demand > 0 && !hasEnded()) {
            resumeSource.run();
        }
    }

    private boolean hasEnded() {
        return ended || failure != null;
    }

    private void deliver() {
        while (demand > 0 && !received.isEmpty()) {
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            Buffer next = received.remove();
            if (handler != null) {
                handler.handle(next);
            }
        }
        if (received.isEmpty()) {
            deliverEnd();
        }
    }

    private void deliverEnd() {
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
