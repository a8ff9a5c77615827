package io.chunkgate.cluster;

import io.chunkgate.client.grpc.GrpcCall;
import io.chunkgate.client.grpc.GrpcCalls;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file of another node, in order, by one call of Read. What arrives waits here until it is taken; the other
 * node is held back when that is much. Used on one context.
 */
final class PeerRead {
    private static final int CHUNK_BYTES = 128 * 1024;
    /** Two blocks of a {@code ChunkReader}. */
    private static final int MUCH_BYTES = 512 * 1024;

    private static final int MAX_PIECES = 1024;

    private record Taking(int least, int most, Promise<Buffer> bytes) {}

    private final GrpcCall<ReadRequest, ReadResponse> call;
    private final CompositeByteBuf arrived = Unpooled.compositeBuffer(MAX_PIECES);
    private long position;
    private long highest;
    private boolean ended;
    private @Nullable StoreException failure;
    private @Nullable FileInfo complete;
    private @Nullable Taking taking;

    private PeerRead(GrpcCall<ReadRequest, ReadResponse> call, long position) {
        this.call = call;
        this.position = position;
        this.highest = position;
    }

    /**
     * Begins the call.
     *
     * @param request names the file, or the upload; its start is the position of the first byte
     */
    static Future<PeerRead> begin(GrpcCalls calls, ReadRequest.Builder request) {
        return calls.open(FilesServiceGrpcClient.Read).map(call -> {
            PeerRead read = new PeerRead(call, request.getOffset());
            call.listen(read::received)
                    .onSuccess(end -> read.ended())
                    .onFailure(cause -> read.failed(Errors.of(cause)));
            call.sendLast(request.setChunkSize(CHUNK_BYTES).build());
            return read;
        });
    }

    /** Where the next bytes that are taken begin. */
    long position() {
        return position;
    }

    /** The published file, once it is known. */
    Optional<FileInfo> complete() {
        return Optional.ofNullable(complete);
    }

    /**
     * Takes the next bytes, when there are enough of them. To be called again after the result.
     *
     * @param least fewer only at the end
     */
    Future<Buffer> take(int least, int most) {
        Taking next = new Taking(least, most, Promise.promise());
        taking = next;
        deliver();
        return next.bytes().future();
    }

    void cancel() {
        call.cancel();
    }

    private void received(ReadResponse message) {
        if (message.hasHeader()) {
            if (message.getHeader().getComplete()) {
                complete = Messages.file(message.getHeader().getFile());
            }
        } else if (message.hasPublished()) {
            complete = Messages.file(message.getPublished());
        } else if (message.getOffset() != highest) {
            failed(new StoreException(
                    ErrorCode.INTERNAL, "data at " + message.getOffset() + " (expected: " + highest + ")"));
            cancel();
        } else {
            add(Unpooled.wrappedBuffer(message.getData().asReadOnlyByteBuffer()));
        }
    }

    private void add(ByteBuf data) {
        arrived.addComponent(true, data);
        highest += data.readableBytes();
        deliver();
        if (taking == null && arrived.readableBytes() >= MUCH_BYTES) {
            call.pause();
        }
    }

    private void ended() {
        ended = true;
        deliver();
    }

    private void failed(StoreException cause) {
        failure = failure == null ? cause : failure;
        deliver();
    }

    private void deliver() {
        Taking asked = taking;
        if (asked == null) {
            return;
        }
        if (arrived.readableBytes() >= asked.least() || ended) {
            taking = null;
            asked.bytes().complete(cut(asked.most()));
        } else if (failure != null) {
            taking = null;
            asked.bytes().fail(failure);
        } else {
            call.resume();
        }
    }

    private Buffer cut(int most) {
        byte[] bytes = new byte[Math.min(most, arrived.readableBytes())];
        arrived.readBytes(bytes).discardReadComponents();
        position += bytes.length;
        if (arrived.readableBytes() < MUCH_BYTES && !ended && failure == null) {
            call.resume();
        }
        return Buffer.buffer(bytes);
    }
}
