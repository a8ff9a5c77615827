package io.chunkgate.store.s3;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Takes the answer to a ranged GET into one array of the length asked for, anew for each attempt. */
final class RangeCollector implements AsyncResponseTransformer<GetObjectResponse, byte[]> {
    private final int length;
    private volatile CompletableFuture<byte[]> result = new CompletableFuture<>();

    RangeCollector(int length) {
        this.length = length;
    }

    @Override
    public CompletableFuture<byte[]> prepare() {
        result = new CompletableFuture<>();
        return result;
    }

    @Override
    public void onResponse(GetObjectResponse response) {}

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
        body.subscribe(new Collecting(result));
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        result.completeExceptionally(error);
    }

    /** Its demand needs no bound: the range is one. */
    private final class Collecting implements Subscriber<ByteBuffer> {
        private final CompletableFuture<byte[]> done;
        private final byte[] bytes = new byte[length];
        private int count;

        Collecting(CompletableFuture<byte[]> done) {
            this.done = done;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            int taken = Math.min(piece.remaining(), length - count);
            if (taken < piece.remaining()) {
                done.completeExceptionally(wrongLength(count + (long) piece.remaining()));
            }
            piece.get(bytes, count, taken);
            count += taken;
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (count == length) {
                done.complete(bytes);
            } else {
                done.completeExceptionally(wrongLength(count));
            }
        }

        private StoreException wrongLength(long found) {
            return StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes of the store's answer", found, Integer.toString(length));
        }
    }
}
