package io.chunkgate.grpc;

import io.chunkgate.proto.demo.FilesGrpcClient;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls GetFile over a connection of its own, through the code that is generated from the proto file. */
final class GetFileClient {
    private static final long MAX_MESSAGE_BYTES = 4L << 20;

    private final GrpcClient client;
    private final SocketAddress server;

    GetFileClient(Vertx vertx, int port) {
        client = CheckedVertx.retain(
                GrpcClient.client(vertx, new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES)));
        server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    /** Calls and waits for the end. */
    Reply get(String name, int startAt) throws Exception {
        return start(name, startAt).await();
    }

    /** Calls and waits for the head of the response. */
    Call start(String name, int startAt) throws Exception {
        return start(name, startAt, Long.MAX_VALUE);
    }

    /** Calls, waits for the head of the response and reads at most {@code messageCount} messages. */
    Call start(String name, int startAt, long messageCount) throws Exception {
        return wait(send(name, startAt, request -> {}, messageCount, null));
    }

    /** Calls, waits for the head of the response and passes messages to the receiver instead of collecting them. */
    Call start(String name, int startAt, Consumer<Response> receiver) throws Exception {
        return wait(send(name, startAt, request -> {}, Long.MAX_VALUE, receiver));
    }

    /** Calls; the result comes with the head of the response. */
    Future<Call> send(
            String name,
            int startAt,
            Consumer<GrpcClientRequest<Request, Response>> setUp,
            long messageCount,
            @Nullable Consumer<Response> receiver) {
        Request message = Request.newBuilder().setName(name).setStartAt(startAt).build();
        return client.request(server, FilesGrpcClient.GetFile).compose(request -> {
            setUp.accept(request);
            request.end(message);
            return request.response().map(response -> {
                Call call = Call.of(request, response, receiver);
                if (messageCount < Long.MAX_VALUE) {
                    call.fetchOnly(messageCount);
                }
                return call;
            });
        });
    }

    void close() throws Exception {
        client.close().await(20, TimeUnit.SECONDS);
    }

    private static Call wait(Future<Call> call) throws Exception {
        return call.await(20, TimeUnit.SECONDS);
    }
}
