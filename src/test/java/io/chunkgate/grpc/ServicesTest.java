package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Message;
import io.chunkgate.proto.demo.FilesOuterClass;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reflection and health, and gRPC on the HTTP port. */
@ExtendWith(CheckedVertx.class)
class ServicesTest {
    private static final ServiceName HEALTH = ServiceName.create("grpc.health.v1.Health");
    private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> CHECK =
            method(HEALTH, "Check", HealthCheckResponse.getDefaultInstance());
    private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> WATCH =
            method(HEALTH, "Watch", HealthCheckResponse.getDefaultInstance());
    private static final ServiceMethod<ServerReflectionResponse, ServerReflectionRequest> REFLECTION = method(
            ServiceName.create("grpc.reflection.v1.ServerReflection"),
            "ServerReflectionInfo",
            ServerReflectionResponse.getDefaultInstance());

    @TempDir
    private Path root;

    @Test
    void reflection_listsTheServices(Vertx vertx) throws Exception {
        ServerReflectionResponse response = call(
                vertx,
                open(vertx),
                REFLECTION,
                ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(response.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsExactlyInAnyOrder(
                        "demo.Files",
                        "chunkgate.v1.FilesService",
                        "google.bytestream.ByteStream",
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection");
    }

    @Test
    void reflection_describesTheDemoService(Vertx vertx) throws Exception {
        ServerReflectionResponse response = call(
                vertx,
                open(vertx),
                REFLECTION,
                ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol("demo.Files")
                        .build());
        FileDescriptorProto file = FileDescriptorProto.parseFrom(
                response.getFileDescriptorResponse().getFileDescriptorProto(0));
        assertThat(file).isEqualTo(FilesOuterClass.getDescriptor().toProto());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo.Files", "chunkgate.v1.FilesService", "google.bytestream.ByteStream"})
    void health_isServing(String service, Vertx vertx) throws Exception {
        assertThat(health(vertx, open(vertx), CHECK, service).getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void healthOfAnUnknownService_isNotFound(Vertx vertx) throws Exception {
        int port = open(vertx);
        assertThatThrownBy(() -> health(vertx, port, CHECK, "demo.Other"))
                .isInstanceOfSatisfying(InvalidStatusException.class, e -> assertThat(e.actualStatus())
                        .isEqualTo(GrpcStatus.NOT_FOUND));
    }

    @Test
    void healthWatch_isUnimplemented(Vertx vertx) throws Exception {
        int port = open(vertx);
        assertThatThrownBy(() -> health(vertx, port, WATCH, ""))
                .isInstanceOfSatisfying(InvalidStatusException.class, e -> assertThat(e.actualStatus())
                        .isEqualTo(GrpcStatus.UNIMPLEMENTED));
    }

    @Test
    void httpPort_servesGrpc(Vertx vertx) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 100_000);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        int port = Listeners.port(vertx, Listener.HTTP);
        assertThat(new GetFileClient(vertx, port).get("file.bin", 0).bytes()).isEqualTo(bytes);
        assertThat(health(vertx, port, CHECK, "").getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void httpPort_allowsGrpcWebFromOtherOrigins(Vertx vertx) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").put("cors", "https://page.example");
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        String head = " /demo.Files/GetFile HTTP/1.1\nOrigin: https://page.example\n";
        int port = Listeners.port(vertx, Listener.HTTP);
        RawHttp.Reply preflight = RawHttp.request(port, "OPTIONS" + head + "Access-Control-Request-Method: POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("X-Grpc-Web", "Grpc-Timeout");
        RawHttp.Reply reply =
                RawHttp.request(port, "POST" + head + "Content-Type: application/grpc-web", new byte[] {0, 0, 0, 0, 0});
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("https://page.example");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("Grpc-Status", "Grpc-Status-Details-Bin");
    }

    private int open(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", Listeners.config(root));
        return Listeners.port(vertx, Listener.GRPC);
    }

    private static HealthCheckResponse health(
            Vertx vertx, int port, ServiceMethod<HealthCheckResponse, HealthCheckRequest> method, String service)
            throws Exception {
        return call(
                vertx,
                port,
                method,
                HealthCheckRequest.newBuilder().setService(service).build());
    }

    private static <Q, A> A call(Vertx vertx, int port, ServiceMethod<A, Q> method, Q message) throws Exception {
        return CheckedVertx.retain(GrpcClient.client(vertx))
                .request(SocketAddress.inetSocketAddress(port, "127.0.0.1"), method)
                .compose(request -> {
                    request.end(message);
                    return request.response();
                })
                .compose(response -> response.status() == null || response.status() == GrpcStatus.OK
                        ? response.last()
                        : Future.failedFuture(new InvalidStatusException(GrpcStatus.OK, response.status())))
                .await(20, TimeUnit.SECONDS);
    }

    private static <Q extends Message, A extends Message> ServiceMethod<A, Q> method(
            ServiceName service, String name, A reply) {
        return ServiceMethod.client(service, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(reply));
    }
}
