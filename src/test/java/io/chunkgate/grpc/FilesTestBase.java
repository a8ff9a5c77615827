package io.chunkgate.grpc;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.ServiceMethod;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gRPC server over a folder, and a client. */
@ExtendWith(CheckedVertx.class)
abstract class FilesTestBase {
    @TempDir
    Path root;

    Vertx vertx;
    int port;
    String server;
    GrpcClient client;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        open(Listeners.config(root));
    }

    /** Closes the server and opens it with another configuration. */
    void reopen(JsonObject config) throws Exception {
        vertx.undeploy(server).await(20, TimeUnit.SECONDS);
        open(config);
    }

    private void open(JsonObject config) throws Exception {
        server = Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        port = Listeners.port(vertx, Listener.GRPC);
        client = StreamCall.client(vertx);
    }

    <Q, A> CallOutcome<A> call(ServiceMethod<A, Q> method, Q message) throws Exception {
        return StreamCall.call(client, port, method, message);
    }

    CallOutcome<ReadResponse> read(ReadRequest.Builder request) throws Exception {
        return call(FilesServiceGrpcClient.Read, request.build());
    }

    StreamCall<ReadRequest, ReadResponse> startRead(ReadRequest.Builder request) throws Exception {
        StreamCall<ReadRequest, ReadResponse> call = StreamCall.open(client, port, FilesServiceGrpcClient.Read);
        call.sendLast(request.build());
        return call;
    }

    StreamCall<WriteRequest, WriteResponse> startWrite() throws Exception {
        return StreamCall.open(client, port, FilesServiceGrpcClient.Write);
    }

    /** Begins an upload and waits until it is open; returns its id. */
    static String begin(StreamCall<WriteRequest, WriteResponse> call, WriteStart.Builder start) throws Exception {
        call.send(WriteRequest.newBuilder().setStart(start).build());
        return call.next().getUploadId();
    }

    /** Waits until this many bytes are stored. */
    static WriteResponse awaitStored(StreamCall<WriteRequest, WriteResponse> call, long offset) throws Exception {
        WriteResponse reply = call.next();
        while (reply.getStoredOffset() < offset) {
            reply = call.next();
        }
        return reply;
    }

    QueryUploadResponse query(String uploadId) throws Exception {
        QueryUploadRequest request =
                QueryUploadRequest.newBuilder().setUploadId(uploadId).build();
        return call(FilesServiceGrpcClient.QueryUpload, request).only();
    }

    static WriteStart.Builder named(String name) {
        return WriteStart.newBuilder().setName(name);
    }

    static WriteRequest data(byte[] bytes, int from, int to) {
        return WriteRequest.newBuilder()
                .setData(ByteString.copyFrom(bytes, from, to - from))
                .build();
    }

    static WriteRequest finish() {
        return WriteRequest.newBuilder().setFinish(true).build();
    }

    static byte[] bytes(List<ReadResponse> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(message -> all.writeBytes(message.getData().toByteArray()));
        return all.toByteArray();
    }
}
