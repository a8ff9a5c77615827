package io.chunkgate.crossprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code uploads.onConflict}: what becomes of an upload whose name is taken and whose client states no condition. */
@ExtendWith(CheckedVertx.class)
class NameConflictsTest {
    private static final byte[] NEW = "new".getBytes(UTF_8);
    private static final String SERVERS = "io.chunkgate.";

    @TempDir
    private Path root;

    private Vertx vertx;

    /** The ways to upload {@code a.txt}; each returns null, or why it was refused. */
    private enum Way {
        PUT(true) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http("PUT /files/a.txt HTTP/1.1", NEW);
            }
        },
        PARTIAL_PUT(true) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http("PUT /files/a.txt HTTP/1.1\nContent-Range: bytes 0-2/3", NEW);
            }
        },
        DRAFT_OF_A_FILE(true) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http("POST /files/a.txt HTTP/1.1\nUpload-Complete: ?1", NEW);
            }
        },
        DRAFT(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http(
                        "POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: attachment; filename=a.txt",
                        NEW);
            }
        },
        TUS(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http(
                        "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream\n"
                                + "Upload-Length: 3\nUpload-Metadata: filename YS50eHQ=",
                        NEW);
            }
        },
        FORM(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.http(
                        "POST /files/ HTTP/1.1\nContent-Type: multipart/form-data; boundary=b",
                        "--b\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\nnew\r\n--b--\r\n"
                                .getBytes(UTF_8));
            }
        },
        WRITE(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.client(Listener.GRPC);
            }
        },
        CGP(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.client(Listener.TCP);
            }
        },
        BYTE_STREAM(true) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.byteStream();
            }
        },
        RAW(false) {
            @Override
            @Nullable
            String upload(NameConflictsTest test) throws Exception {
                return test.raw();
            }
        };

        /** Whether the client cannot learn another name. */
        private final boolean fixed;

        Way(boolean fixed) {
            this.fixed = fixed;
        }

        abstract @Nullable String upload(NameConflictsTest test) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void replace_isTheDefault(Way way, Vertx vertx) throws Exception {
        open(vertx, new JsonObject());
        assertThat(way.upload(this)).isNull();
        assertThat(Files.readString(root.resolve("a.txt"))).isEqualTo("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @ParameterizedTest
    @EnumSource
    void refuse_keepsTheFile(Way way, Vertx vertx) throws Exception {
        open(vertx, new JsonObject().put("onConflict", "refuse"));
        assertThat(way.upload(this)).isIn("409", "ALREADY_EXISTS", "-6");
        assertThat(Files.readString(root.resolve("a.txt"))).isEqualTo("old");
        Files.delete(root.resolve("a.txt"));
        assertThat(way.upload(this)).isNull();
        assertThat(Files.readString(root.resolve("a.txt"))).isEqualTo("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @ParameterizedTest
    @EnumSource
    void rename_keepsBothFiles_orRefusesWhereTheNameIsFixed(Way way, Vertx vertx) throws Exception {
        open(vertx, new JsonObject().put("onConflict", "rename"));
        if (way.fixed) {
            assertThat(way.upload(this)).isIn("409", "ALREADY_EXISTS");
        } else {
            assertThat(way.upload(this)).isNull();
            assertThat(way.upload(this)).isNull();
            assertThat(Files.readString(root.resolve("a (2).txt"))).isEqualTo("new");
            assertThat(names()).containsExactly("a (2).txt", "a (3).txt", "a.txt");
        }
        assertThat(Files.readString(root.resolve("a.txt"))).isEqualTo("old");
    }

    @Test
    void statedConditions_countMoreThanTheConfiguration(Vertx vertx) throws Exception {
        open(vertx, new JsonObject().put("onConflict", "refuse"));
        assertThat(http("PUT /files/a.txt HTTP/1.1\nIf-Match: *", NEW)).isNull();
        assertThat(Files.readString(root.resolve("a.txt"))).isEqualTo("new");
        assertThat(http("PUT /files/a.txt HTTP/1.1\nIf-None-Match: *", NEW)).isEqualTo("412");
    }

    @Test
    void renamedFile_isNamedInTheResponses(Vertx vertx) throws Exception {
        open(vertx, new JsonObject().put("onConflict", "rename"));
        int port = Listeners.port(vertx, Listener.HTTP);
        Reply draft = RawHttp.request(
                port,
                "POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: attachment; filename=a.txt",
                NEW);
        assertThat(draft.status()).isEqualTo(201);
        assertThat(draft.header("Location")).isEqualTo("/files/a%20%282%29.txt");
        for (Listener server : List.of(Listener.GRPC, Listener.TCP)) {
            assertThat(uploaded(server).name()).isEqualTo(server == Listener.GRPC ? "a (3).txt" : "a (4).txt");
        }
        Reply tus = RawHttp.request(
                port,
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream\n"
                        + "Upload-Length: 3\nUpload-Metadata: filename YS50eHQ=",
                NEW);
        JsonObject view = RawHttp.request(port, "GET " + tus.header("Location") + " HTTP/1.1")
                .json();
        assertThat(view.getJsonObject("file").getString("url")).isEqualTo("/files/a%20%285%29.txt");
    }

    private void open(Vertx vertx, JsonObject uploads) throws Exception {
        this.vertx = vertx;
        JsonObject config = Listeners.config(root).put("uploads", uploads.put("nameTemplate", "a.txt"));
        config.getJsonObject("tcp").put("bareNameTemplate", "a.txt");
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            Listeners.open(vertx, SERVERS + server, config);
        }
        Files.writeString(root.resolve("a.txt"), "old");
    }

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(root)) {
            files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .forEach(names::add);
        }
        return names;
    }

    private @Nullable String http(String head, byte[] body) throws Exception {
        int status = RawHttp.request(Listeners.port(vertx, Listener.HTTP), head, body)
                .status();
        return status < 300 ? null : Integer.toString(status);
    }

    private @Nullable String client(Listener server) throws Exception {
        try {
            uploaded(server);
            return null;
        } catch (ClientException e) {
            return e.code().name();
        }
    }

    private RemoteFile uploaded(Listener server) throws Exception {
        GatewayUrl url = new GatewayUrl(server.label(), "127.0.0.1", Listeners.port(vertx, server), "");
        GatewayClient client = GatewayClient.of(vertx, url);
        try {
            RemoteUpload upload = await(client.create(new UploadRequest("a.txt", OptionalLong.of(3), true)));
            await(upload.write(Buffer.buffer(NEW)));
            RemoteFile file = await(upload.commit(TestData.sha256(NEW)));
            upload.close();
            return file;
        } finally {
            await(client.close());
        }
    }

    private @Nullable String byteStream() throws Exception {
        WriteRequest request = WriteRequest.newBuilder()
                .setResourceName("a.txt")
                .setData(ByteString.copyFrom(NEW))
                .setFinishWrite(true)
                .build();
        int port = Listeners.port(vertx, Listener.GRPC);
        try {
            await(CheckedVertx.retain(GrpcClient.client(vertx))
                    .request(SocketAddress.inetSocketAddress(port, "127.0.0.1"), ByteStreamGrpcClient.Write)
                    .compose(call -> call.send(request))
                    .compose(GrpcClientResponse::last));
            return null;
        } catch (InvalidStatusException e) {
            return e.actualStatus().name();
        }
    }

    private @Nullable String raw() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(NEW.length);
            out.write(NEW);
            long reply = new DataInputStream(socket.getInputStream()).readLong();
            return reply == NEW.length ? null : Long.toString(reply);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
