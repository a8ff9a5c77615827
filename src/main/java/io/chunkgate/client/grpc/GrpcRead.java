package io.chunkgate.client.grpc;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.ReceiveBuffer;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadHeader;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.store.ErrorCode;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call of Read: the first message describes the file, the others carry its bytes. */
final class GrpcRead implements RemoteRead {
    /** Small, because an incomplete chunk is sent again after a broken connection. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private final GrpcCall<io.chunkgate.proto.v1.ReadRequest, ReadResponse> call;
    private final ReceiveBuffer bytes;
    private final Promise<RemoteRead> begun = Promise.promise();
    private @Nullable RemoteFile file;
    private long position;

    private GrpcRead(GrpcCall<io.chunkgate.proto.v1.ReadRequest, ReadResponse> call) {
        this.call = call;
        this.bytes = new ReceiveBuffer(call.context(), call::pause, call::resume);
    }

    static Future<RemoteRead> begin(GrpcGateway gateway, ReadRequest request) {
        return gateway.open(FilesServiceGrpcClient.Read).compose(call -> new GrpcRead(call).begin(request));
    }

    private Future<RemoteRead> begin(ReadRequest request) {
        call.receive(this::received).onSuccess(v -> ended()).onFailure(cause -> failed(ClientException.of(cause)));
        call.sendLast(message(request));
        return begun.future();
    }

    @Override
    public RemoteFile file() {
        return Objects.requireNonNull(file);
    }

    @Override
    public ReadStream<Buffer> bytes() {
        return bytes;
    }

    @Override
    public void cancel() {
        call.context().run(call::cancel);
    }

    private static io.chunkgate.proto.v1.ReadRequest message(ReadRequest request) {
        io.chunkgate.proto.v1.ReadRequest.Builder message = io.chunkgate.proto.v1.ReadRequest.newBuilder()
                .setName(request.name())
                .setOffset(request.offset())
                .setChunkSize(CHUNK_BYTES)
                .setFollow(request.follow());
        request.length().ifPresent(message::setLength);
        request.etag().ifPresent(message::addIfMatch);
        return message.build();
    }

    private void received(ReadResponse message) {
        if (file == null) {
            ReadHeader header = message.getHeader();
            file = RemoteFiles.file(header.getFile(), header.getComplete());
            position = header.getOffset();
            call.pause();
            begun.tryComplete(this);
        } else if (!message.getData().isEmpty()) {
            takeData(message);
        }
    }

    private void takeData(ReadResponse message) {
        if (message.getOffset() != position) {
            bytes.fail(new ClientException(
                    ErrorCode.INTERNAL, "data at " + message.getOffset() + " (expected: " + position + ")"));
            cancel();
            return;
        }
        position += message.getData().size();
        bytes.add(VertxInternals.buffer(Unpooled.wrappedBuffer(message.getData().asReadOnlyByteBuffer())));
    }

    private void ended() {
        begun.tryFail(new ClientException(ErrorCode.INTERNAL, "call ended before its first message"));
        bytes.end();
    }

    private void failed(ClientException cause) {
        begun.tryFail(cause);
        bytes.fail(cause);
    }
}
