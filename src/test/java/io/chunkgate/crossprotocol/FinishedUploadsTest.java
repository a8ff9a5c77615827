package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.bytestream.QueryWriteStatusRequest;
import io.chunkgate.proto.bytestream.QueryWriteStatusResponse;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client remembers an upload that it has finished. It is told by every protocol that the upload is complete only while the
 * file is there.
 */
@ExtendWith(CheckedVertx.class)
class FinishedUploadsTest {
    private static final String NAME = "folder/file.bin";
    private static final UploadRequest REQUEST = new UploadRequest(NAME, OptionalLong.of(3), true);
    private static final String TUS = "Tus-Resumable: 1.0.0\n";

    @TempDir
    private Path root;

    private Vertx vertx;
    private int http;
    private String id;

    /** What happens to the published file. */
    private enum Fate {
        DELETED {
            @Override
            void apply(int http, Path file) throws IOException {
                assertThat(RawHttp.request(http, "DELETE /files/" + NAME + " HTTP/1.1")
                                .status())
                        .isEqualTo(204);
            }
        },
        DELETED_BY_HAND {
            @Override
            void apply(int http, Path file) throws IOException {
                Files.delete(file);
            }
        },
        RENAMED_BY_HAND {
            @Override
            void apply(int http, Path file) throws IOException {
                Files.move(file, file.resolveSibling("other"));
            }
        },
        REPLACED {
            @Override
            void apply(int http, Path file) throws IOException {
                byte[] other = {'x', 'y', 'z'};
                assertThat(RawHttp.request(http, "PUT /files/" + NAME + " HTTP/1.1", other)
                                .status())
                        .isEqualTo(204);
            }
        },
        REPLACED_BY_HAND {
            @Override
            void apply(int http, Path file) throws IOException {
                Path other = Files.writeString(file.resolveSibling("other"), "xyz");
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        CHANGED_BY_HAND {
            @Override
            void apply(int http, Path file) throws IOException {
                Files.writeString(file, "longer");
            }
        },
        REPLACED_BY_A_FOLDER {
            @Override
            void apply(int http, Path file) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        };

        abstract void apply(int http, Path file) throws IOException;
    }

    @BeforeEach
    void publish(Vertx vertx) throws Exception {
        this.vertx = vertx;
        JsonObject config = Listeners.config(root);
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            Listeners.open(vertx, "io.chunkgate." + server, config);
        }
        http = Listeners.port(vertx, Listener.HTTP);
        Reply created = RawHttp.request(
                http,
                "POST /uploads HTTP/1.1\n" + TUS + "Content-Type: application/offset+octet-stream\nUpload-Length: 3"
                        + "\nUpload-Metadata: filename Zm9sZGVyL2ZpbGUuYmlu",
                new byte[] {'a', 'b', 'c'});
        assertThat(created.status()).isEqualTo(201);
        String location = created.header("Location");
        id = location.substring(location.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @EnumSource
    void overHttp_theUploadIsNotFound(Fate fate) throws Exception {
        assertThat(statusOfHead(TUS)).isEqualTo(200);
        assertThat(statusOfHead("")).isEqualTo(204);
        fate.apply(http, root.resolve(NAME));
        assertThat(statusOfHead(TUS)).isEqualTo(404);
        assertThat(statusOfHead("")).isEqualTo(404);
        for (String version : List.of("3", "5", "6", "8")) {
            assertThat(statusOfHead("Upload-Draft-Interop-Version: " + version)).isEqualTo(404);
        }
        assertThat(status("GET", "")).isEqualTo(404);
        assertThat(status("PATCH", TUS + "Content-Type: application/offset+octet-stream\nUpload-Offset: 3"))
                .isEqualTo(404);
        assertThat(status("PATCH", "Content-Type: application/partial-upload\nUpload-Complete: ?1\nUpload-Offset: 3"))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void overGrpc_theUploadIsNotFound(Fate fate) throws Exception {
        GrpcClient grpc = CheckedVertx.retain(GrpcClient.client(vertx));
        assertThat(writeStatus(grpc).getComplete()).isTrue();
        assertThat(write(grpc).getStoredOffset()).isEqualTo(3);
        fate.apply(http, root.resolve(NAME));
        assertNotFound(() -> writeStatus(grpc));
        assertNotFound(() -> write(grpc));
    }

    @ParameterizedTest
    @EnumSource
    void toTheClientLibrary_theUploadIsNotFound(Fate fate) throws Exception {
        for (Listener server : List.of(Listener.HTTP, Listener.GRPC, Listener.TCP)) {
            GatewayClient client = client(server);
            RemoteUpload upload = await(client.resume(id, REQUEST));
            assertThat(upload.published()).as(server.label()).isPresent();
            upload.close();
            await(client.close());
        }
        fate.apply(http, root.resolve(NAME));
        for (Listener server : List.of(Listener.HTTP, Listener.GRPC, Listener.TCP)) {
            GatewayClient client = client(server);
            for (Future<?> call : List.of(client.storedBytes(id), client.resume(id, REQUEST))) {
                assertThatThrownBy(() -> await(call))
                        .as(server.label())
                        .isInstanceOfSatisfying(
                                ClientException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            }
            await(client.close());
        }
    }

    private GatewayClient client(Listener server) {
        return GatewayClient.of(vertx, new GatewayUrl(server.label(), "127.0.0.1", Listeners.port(vertx, server), ""));
    }

    private int statusOfHead(String headers) throws IOException {
        try (RawHttp connection = new RawHttp(http)) {
            connection.sendHead("HEAD /uploads/" + id + " HTTP/1.1\n" + headers);
            return connection.readHead().status();
        }
    }

    private int status(String method, String headers) throws IOException {
        String length = method.equals("PATCH") ? "\nContent-Length: 0" : "";
        return RawHttp.request(http, method + " /uploads/" + id + " HTTP/1.1\n" + headers + length)
                .status();
    }

    private QueryWriteStatusResponse writeStatus(GrpcClient grpc) throws Exception {
        QueryWriteStatusRequest query = QueryWriteStatusRequest.newBuilder()
                .setResourceName("uploads/" + id)
                .build();
        return await(grpc.request(address(), ByteStreamGrpcClient.QueryWriteStatus)
                .compose(call -> call.send(query))
                .compose(GrpcClientResponse::last));
    }

    private WriteResponse write(GrpcClient grpc) throws Exception {
        WriteRequest start = WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadId(id))
                .build();
        return await(grpc.request(address(), FilesServiceGrpcClient.Write)
                .compose(call -> call.send(start))
                .compose(GrpcClientResponse::last));
    }

    private SocketAddress address() {
        return SocketAddress.inetSocketAddress(Listeners.port(vertx, Listener.GRPC), "127.0.0.1");
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidStatusException.class, e -> assertThat(e.actualStatus())
                .isEqualTo(GrpcStatus.NOT_FOUND));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
