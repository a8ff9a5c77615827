package io.chunkgate.store.s3.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Collects the response to a ranged GET in memory of the caller. An aborted attempt may still get bytes; they are ignored, as
 * are those that come after {@link #stop}.
 */
final class RangeCollector implements AsyncResponseTransformer<GetObjectResponse, Void> {
    private final ByteBuffer target;
    private volatile CompletableFuture<Void> current = new CompletableFuture<>();

    /** @param target filled from its position to its limit */
    RangeCollector(ByteBuffer target) {
        this.target = target;
    }

    /** Nothing is written to the target from now on. */
    void stop() {
        prepare();
    }

    @Override
    public synchronized CompletableFuture<Void> prepare() {
        current = new CompletableFuture<>();
        return current;
    }

    @Override
    public void onResponse(GetObjectResponse response) {}

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
        body.subscribe(new Attempt(current));
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        current.completeExceptionally(error);
    }

    /** Requests without a limit, since the range limits the size. */
    private final class Attempt implements Subscriber<ByteBuffer> {
        private final CompletableFuture<Void> done;
        private final ByteBuffer bytes = target.duplicate();

        Attempt(CompletableFuture<Void> done) {
            this.done = done;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer part) {
            synchronized (RangeCollector.this) {
                if (current != done) {
                    return;
                }
                if (part.remaining() <= bytes.remaining()) {
                    bytes.put(part);
                    return;
                }
            }
            done.completeExceptionally(wrongLength(found() + part.remaining()));
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (bytes.hasRemaining()) {
                done.completeExceptionally(wrongLength(found()));
            } else {
                done.complete(null);
            }
        }

        private int found() {
            return bytes.position() - target.position();
        }

        private StoreException wrongLength(int found) {
            return StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes of the response", found, Integer.toString(target.remaining()));
        }
    }
}
