package io.chunkgate.store.s3.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Collects the response to a ranged GET in one buffer; a new one for each attempt, since an aborted attempt may still write. */
final class RangeCollector implements AsyncResponseTransformer<GetObjectResponse, ByteBuf> {
    private final int length;
    private final IntFunction<ByteBuf> memory;
    private volatile CompletableFuture<ByteBuf> result = new CompletableFuture<>();

    /** @param memory allocates a buffer of that length */
    RangeCollector(int length, IntFunction<ByteBuf> memory) {
        this.length = length;
        this.memory = memory;
    }

    @Override
    public CompletableFuture<ByteBuf> prepare() {
        result = new CompletableFuture<>();
        return result;
    }

    @Override
    public void onResponse(GetObjectResponse response) {}

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
        body.subscribe(new Collecting(result, memory.apply(length)));
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        result.completeExceptionally(error);
    }

    /** Requests without a limit, since the range limits the size. */
    private final class Collecting implements Subscriber<ByteBuffer> {
        private final CompletableFuture<ByteBuf> done;
        private final ByteBuf bytes;

        Collecting(CompletableFuture<ByteBuf> done, ByteBuf bytes) {
            this.done = done;
            this.bytes = bytes;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer part) {
            long found = bytes.writerIndex() + (long) part.remaining();
            if (found > length) {
                done.completeExceptionally(wrongLength(found));
                return;
            }
            bytes.writeBytes(part);
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (bytes.writerIndex() == length) {
                done.complete(bytes);
            } else {
                done.completeExceptionally(wrongLength(bytes.writerIndex()));
            }
        }

        private StoreException wrongLength(long found) {
            return StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes of the response", found, Integer.toString(length));
        }
    }
}
