package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
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
import io.vertx.grpc.reflection.v1.ExtensionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reflection and health, and gRPC on the HTTP port. */
@ExtendWith(CheckedVertx.class)
class ServicesTest {
    private static final ServiceName HEALTH = ServiceName.create("grpc.health.v1.Health");
    private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> CHECK =
            method(HEALTH, "Check", HealthCheckResponse.getDefaultInstance());

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void reflection_listsTheServices(String version, Vertx vertx) throws Exception {
        ServerReflectionRequest list = ServerReflectionRequest.newBuilder()
                .setHost("h")
                .setListServices("*")
                .build();
        ServerReflectionResponse response = reflect(vertx, version, list).get(0);
        assertThat(response.getValidHost()).isEqualTo("h");
        assertThat(response.getOriginalRequest()).isEqualTo(list);
        assertThat(response.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsExactlyInAnyOrder(
                        "demo.Files",
                        "chunkgate.v1.FilesService",
                        "google.bytestream.ByteStream",
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection");
    }

    @Test
    void reflection_describesTheDemoService(Vertx vertx) throws Exception {
        FileDescriptorProto file =
                files(reflect(vertx, "v1", symbol("demo.Files")).get(0)).get(0);
        assertThat(file).isEqualTo(FilesOuterClass.getDescriptor().toProto());
    }

    /** Each file is sent with the files that it imports, so that a client can build its descriptor. */
    @ParameterizedTest
    @CsvSource({
        "demo.Files.GetFile, demo/files.proto",
        "chunkgate.v1.WriteRequest, chunkgate/v1/files.proto",
        "chunkgate.v1.WriteRequest.finish, chunkgate/v1/files.proto",
        "chunkgate.v1.ListOrder, chunkgate/v1/files.proto",
        "google.bytestream.ByteStream, google/bytestream/bytestream.proto",
        "google.rpc.Status, google/rpc/status.proto",
        "google.rpc.ErrorInfo, google/rpc/error_details.proto",
        "google.rpc.ErrorInfo.MetadataEntry, google/rpc/error_details.proto",
        "google.rpc.RetryInfo, google/rpc/error_details.proto",
        "google.protobuf.Any, google/protobuf/any.proto",
        "google.protobuf.Timestamp, google/protobuf/timestamp.proto",
        "grpc.reflection.v1alpha.ServerReflection, grpc/reflection/v1alpha/reflection.proto",
        "grpc.reflection.v1alpha.ServerReflectionRequest, grpc/reflection/v1alpha/reflection.proto",
        "grpc.reflection.v1.ServerReflection, reflection.proto",
        "grpc.health.v1.Health, health.proto"
    })
    void reflection_resolvesSymbolsAndFiles(String symbol, String path, Vertx vertx) throws Exception {
        ServerReflectionRequest byName =
                ServerReflectionRequest.newBuilder().setFileByFilename(path).build();
        List<ServerReflectionResponse> responses = reflect(vertx, "v1alpha", symbol(symbol), byName);
        assertThat(responses).hasSize(2);
        for (ServerReflectionResponse response : responses) {
            List<FileDescriptorProto> files = files(response);
            assertThat(files.get(0).getName()).isEqualTo(path);
            Map<String, FileDescriptorProto> byPath =
                    files.stream().collect(Collectors.toMap(FileDescriptorProto::getName, file -> file));
            assertThat(build(path, byPath).getName()).isEqualTo(path);
        }
    }

    private static FileDescriptor build(String path, Map<String, FileDescriptorProto> files) {
        FileDescriptor[] imports = files.get(path).getDependencyList().stream()
                .map(next -> build(next, files))
                .toArray(FileDescriptor[]::new);
        try {
            return FileDescriptor.buildFrom(files.get(path), imports);
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void reflection_respondsToEveryRequestOfACall_alsoAfterAnError(String version, Vertx vertx) throws Exception {
        ServerReflectionRequest list =
                ServerReflectionRequest.newBuilder().setListServices("").build();
        List<ServerReflectionRequest> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            requests.add(i % 2 == 0 ? symbol("demo.Nothing" + i) : list);
        }
        List<ServerReflectionResponse> responses =
                reflect(vertx, version, requests.toArray(ServerReflectionRequest[]::new));
        assertThat(responses)
                .extracting(ServerReflectionResponse::getOriginalRequest)
                .isEqualTo(requests);
        assertThat(responses.get(0).getErrorResponse().getErrorCode()).isEqualTo(GrpcStatus.NOT_FOUND.code);
        assertThat(responses.get(49).getListServicesResponse().getServiceCount())
                .isEqualTo(6);
    }

    @Test
    void reflection_knowsNoExtensions(Vertx vertx) throws Exception {
        List<ServerReflectionResponse> responses = reflect(
                vertx,
                "v1",
                ServerReflectionRequest.newBuilder()
                        .setAllExtensionNumbersOfType("demo.Request")
                        .build(),
                ServerReflectionRequest.newBuilder()
                        .setAllExtensionNumbersOfType("demo.Files")
                        .build(),
                ServerReflectionRequest.newBuilder()
                        .setFileContainingExtension(
                                ExtensionRequest.newBuilder().setContainingType("demo.Request"))
                        .build(),
                ServerReflectionRequest.getDefaultInstance());
        assertThat(responses.get(0).getAllExtensionNumbersResponse().getBaseTypeName())
                .isEqualTo("demo.Request");
        assertThat(responses.subList(1, 4))
                .extracting(response -> response.getErrorResponse().getErrorCode())
                .containsExactly(5, 5, 3);
    }

    @Test
    void emptyReflectionCall_succeeds(Vertx vertx) throws Exception {
        assertThat(reflect(vertx, "v1")).isEmpty();
    }

    private static ServerReflectionRequest symbol(String name) {
        return ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(name)
                .build();
    }

    private static List<FileDescriptorProto> files(ServerReflectionResponse response) throws Exception {
        List<FileDescriptorProto> files = new ArrayList<>();
        for (ByteString file : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            files.add(FileDescriptorProto.parseFrom(file));
        }
        return files;
    }

    /** Sends the requests on one call, each when the response to the one before has come; expects status OK. */
    private List<ServerReflectionResponse> reflect(Vertx vertx, String version, ServerReflectionRequest... requests)
            throws Exception {
        ServiceMethod<ServerReflectionResponse, ServerReflectionRequest> method = method(
                ServiceName.create("grpc.reflection." + version + ".ServerReflection"),
                "ServerReflectionInfo",
                ServerReflectionResponse.getDefaultInstance());
        StreamCall<ServerReflectionRequest, ServerReflectionResponse> call =
                StreamCall.open(StreamCall.client(vertx), open(vertx), method);
        for (ServerReflectionRequest request : requests) {
            call.send(request);
            call.next();
        }
        call.halfClose();
        return call.await().assertOk().messages();
    }

    @Test
    void healthOfAnUnknownService_isNotFound(Vertx vertx) throws Exception {
        int port = open(vertx);
        assertThatThrownBy(() -> health(vertx, port, CHECK, "demo.Other"))
                .isInstanceOfSatisfying(InvalidStatusException.class, e -> assertThat(e.actualStatus())
                        .isEqualTo(GrpcStatus.NOT_FOUND));
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
        RawHttp.Reply reply = RawHttp.request(
                port, "POST" + head + "Content-Type: Application/gRPC-Web; a=b", new byte[] {0, 0, 0, 0, 0});
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
