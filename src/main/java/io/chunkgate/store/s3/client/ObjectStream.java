package io.chunkgate.store.s3.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A range of one version of an object, read in order over one response. A response that is cut, or that {@link
 * #giveUpUnused} gave up, is continued by another request for the rest.
 *
 * <p>Takes bytes from the server only for reads that wait, so that a stalled reader holds one buffer of the response at most.
 * Safe for any thread; results arrive on any thread.
 */
public final class ObjectStream {
    /** How many responses in a row may be cut before a byte. */
    private static final int CUTS = 3;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Bucket bucket;
    private final ObjectVersion object;
    private final long end;

    private final Deque<Read> waiting = new ArrayDeque<>();
    /** Of the first byte that no read has. */
    private long position;
    /** Of the first byte that no read wants. */
    private long next;

    private ByteBuffer received = NOTHING;
    private @Nullable Attempt attempt;
    private int cuts;
    private boolean used;

    private record Read(ByteBuffer target, Promise<Void> filled) {}

    /** @see Bucket#stream */
    ObjectStream(Bucket bucket, ObjectVersion object, long from, long end) {
        this.bucket = bucket;
        this.object = object;
        this.position = from;
        this.next = from;
        this.end = end;
    }

    /** Whether the next read begins at this position. */
    public synchronized boolean continuesAt(long at) {
        return next == at && at < end;
    }

    /** Whether every byte of the range was requested by a read. */
    public synchronized boolean isEnded() {
        return next == end;
    }

    /**
     * Fills the target with the next bytes. Fails with {@code DATA_LOSS} when the object is missing or another version; the target is
     * not written to afterwards.
     *
     * @param target at most the rest of the range
     */
    public Future<Void> read(ByteBuffer target) {
        Read read = new Read(target, Promise.promise());
        synchronized (this) {
            used = true;
            next += target.remaining();
            waiting.add(read);
        }
        advance();
        return read.filled.future();
    }

    /** Gives up the response if there was no read since the last call, and none waits. A later read continues. */
    public synchronized void giveUpUnused() {
        if (!used && waiting.isEmpty()) {
            giveUp();
        }
        used = false;
    }

    /** Fails the reads that wait with {@code ABORTED}. */
    public void close() {
        fail(new StoreException(ErrorCode.ABORTED, "the file was closed while it was read"));
    }

    /** Passes received bytes on, and requests more while a read waits. */
    private void advance() {
        List<Read> done = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && received.hasRemaining()) {
                ByteBuffer target = waiting.getFirst().target;
                int count = Math.min(target.remaining(), received.remaining());
                target.put(received.slice(received.position(), count));
                received.position(received.position() + count);
                position += count;
                if (!target.hasRemaining()) {
                    done.add(waiting.removeFirst());
                }
            }
            if (!waiting.isEmpty()) {
                request();
            }
        }
        done.forEach(read -> read.filled.complete());
    }

    private void request() {
        Attempt running = attempt;
        if (running == null) {
            start(new Attempt());
        } else {
            running.request();
        }
    }

    private void start(Attempt next) {
        attempt = next;
        bucket.get(object, position, end, next).onFailure(cause -> ended(next, cause, false));
    }

    /** @param isCut whether the response had begun, so that another request may continue it */
    private void ended(Attempt which, Throwable cause, boolean isCut) {
        synchronized (this) {
            if (attempt != which) {
                return;
            }
            attempt = null;
            if (waiting.isEmpty()) {
                return; // A later read continues.
            }
            if (isCut && ++cuts <= CUTS) {
                start(new Attempt());
                return;
            }
        }
        fail(cause);
    }

    private void fail(Throwable cause) {
        List<Read> failed;
        synchronized (this) {
            giveUp();
            failed = List.copyOf(waiting);
            waiting.clear();
        }
        failed.forEach(read -> read.filled.fail(cause));
    }

    private void giveUp() {
        Attempt running = attempt;
        attempt = null;
        if (running != null) {
            running.cancel();
        }
    }

    /**
     * One request. It is over for the SDK, with its timeouts and repetitions, when the body begins; what happens to the body
     * arrives by either interface.
     */
    private final class Attempt implements AsyncResponseTransformer<GetObjectResponse, Void>, Subscriber<ByteBuffer> {
        private CompletableFuture<Void> begun = new CompletableFuture<>();
        private @Nullable Subscription body;
        private boolean requested;

        @Override
        public synchronized CompletableFuture<Void> prepare() {
            begun = new CompletableFuture<>();
            return begun;
        }

        @Override
        public void onResponse(GetObjectResponse response) {}

        @Override
        public void onStream(SdkPublisher<ByteBuffer> publisher) {
            publisher.subscribe(this);
            begun.complete(null);
        }

        @Override
        public void exceptionOccurred(Throwable error) {
            if (!begun.completeExceptionally(error)) {
                onError(error);
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            synchronized (ObjectStream.this) {
                body = subscription;
                if (attempt == this) {
                    request();
                } else {
                    subscription.cancel();
                }
            }
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            synchronized (ObjectStream.this) {
                if (attempt != this) {
                    return;
                }
                requested = false;
                cuts = 0;
                received = bytes;
            }
            advance();
        }

        @Override
        public void onError(Throwable error) {
            ended(this, error, true);
        }

        /** The server may have closed the connection before the end. */
        @Override
        public void onComplete() {
            ended(this, new ClosedChannelException(), true);
        }

        void request() {
            if (body != null && !requested) {
                requested = true;
                body.request(1);
            }
        }

        void cancel() {
            if (body != null) {
                body.cancel();
            }
        }
    }
}
