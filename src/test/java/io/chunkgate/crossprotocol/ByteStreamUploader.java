package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.bytestream.QueryWriteStatusRequest;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.concurrent.TimeUnit;

/** {@code google.bytestream.ByteStream}, by name and by {@code uploads/{id}}. */
final class ByteStreamUploader implements Uploader {
    private static final int PART_BYTES = 2 * 1024;

    private final GrpcClient client;

    ByteStreamUploader(Vertx vertx) {
        client = CheckedVertx.retain(GrpcClient.client(vertx));
    }

    @Override
    public void begin(int port, String name, byte[] bytes) throws Exception {
        write(port, name, 0, bytes).otherwiseEmpty().await(20, TimeUnit.SECONDS);
    }

    @Override
    public void resume(int port, String id, String name, byte[] bytes) throws Exception {
        String resource = "uploads/" + id;
        QueryWriteStatusRequest query =
                QueryWriteStatusRequest.newBuilder().setResourceName(resource).build();
        int offset = (int) client.request(address(port), ByteStreamGrpcClient.QueryWriteStatus)
                .compose(request -> request.send(query).compose(GrpcClientResponse::last))
                .await(20, TimeUnit.SECONDS)
                .getCommittedSize();
        WriteResponse reply = write(port, resource, offset, bytes).await(20, TimeUnit.SECONDS);
        assertThat(reply.getCommittedSize()).isEqualTo(bytes.length);
    }

    /** Sends the first part separately, since the gateway opens the upload when it arrives. */
    private Future<WriteResponse> write(int port, String name, int offset, byte[] bytes) {
        return client.request(address(port), ByteStreamGrpcClient.Write).compose(request -> {
            request.exceptionHandler(cut -> {});
            return request.write(part(name, offset, bytes)).compose(gone -> {
                for (int from = offset + PART_BYTES; from < bytes.length; from += PART_BYTES) {
                    request.write(part(name, from, bytes));
                }
                request.end(end(name, bytes));
                return request.response().compose(GrpcClientResponse::last);
            });
        });
    }

    private static WriteRequest end(String name, byte[] bytes) {
        return WriteRequest.newBuilder()
                .setResourceName(name)
                .setWriteOffset(bytes.length)
                .setFinishWrite(true)
                .build();
    }

    private static WriteRequest part(String name, int from, byte[] bytes) {
        int length = Math.min(bytes.length - from, PART_BYTES);
        return WriteRequest.newBuilder()
                .setResourceName(name)
                .setWriteOffset(from)
                .setData(ByteString.copyFrom(bytes, from, length))
                .build();
    }

    private static SocketAddress address(int port) {
        return SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }
}
