package io.chunkgate.client.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.proto.v1.CancelUploadRequest;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** An upload through one call of Write. */
final class GrpcUpload implements RemoteUpload {
    /** Below the message limit of every gateway. */
    private static final int MAX_DATA_BYTES = 512 * 1024;

    private final GrpcGateway gateway;
    private final GrpcCall<WriteRequest, WriteResponse> call;
    private final Promise<RemoteUpload> begun = Promise.promise();
    private final Promise<RemoteFile> done = Promise.promise();
    private String id = "";
    private long offset;
    private long position;

    private GrpcUpload(GrpcGateway gateway, GrpcCall<WriteRequest, WriteResponse> call) {
        this.gateway = gateway;
        this.call = call;
    }

    static Future<RemoteUpload> begin(GrpcGateway gateway, WriteStart start) {
        return gateway.open(FilesServiceGrpcClient.Write).compose(call -> new GrpcUpload(gateway, call).begin(start));
    }

    private Future<RemoteUpload> begin(WriteStart start) {
        call.receive(this::received)
                .onSuccess(end -> ended(new ClientException(ErrorCode.INTERNAL, "call ended without a file")))
                .onFailure(this::ended);
        call.send(WriteRequest.newBuilder().setStart(start).build());
        return begun.future();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        Future<Void> sent = Future.succeededFuture();
        for (int from = 0; from < bytes.length(); from += MAX_DATA_BYTES) {
            Buffer chunk = bytes.slice(from, Math.min(bytes.length(), from + MAX_DATA_BYTES));
            sent = sent.compose(v -> send(chunk));
        }
        return sent;
    }

    private Future<Void> send(Buffer chunk) {
        WriteRequest message = WriteRequest.newBuilder()
                .setOffset(position)
                .setData(UnsafeByteOperations.unsafeWrap(chunk.getBytes()))
                .build();
        position += chunk.length();
        return call.send(message);
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        call.sendLast(
                WriteRequest.newBuilder().setFinish(true).setSha256(sha256).build());
        return done.future();
    }

    @Override
    public Future<Void> discard() {
        close();
        CancelUploadRequest request =
                CancelUploadRequest.newBuilder().setUploadId(id).build();
        return gateway.call(FilesServiceGrpcClient.CancelUpload, request)
                .<Void>mapEmpty()
                .recover(cause -> ClientException.is(ErrorCode.NOT_FOUND, cause)
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }

    @Override
    public void close() {
        call.cancel();
    }

    private void received(WriteResponse reply) {
        if (!begun.future().isComplete()) {
            id = reply.getUploadId();
            offset = reply.getStoredOffset();
            position = offset;
            begun.complete(call.context().bind(this));
        }
        if (reply.hasFile()) {
            done.tryComplete(RemoteFiles.file(reply.getFile(), true));
        }
    }

    private void ended(Throwable cause) {
        begun.tryFail(cause);
        done.tryFail(cause);
    }
}
