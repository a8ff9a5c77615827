package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.FileSource;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change that is visible and perhaps not durable is reported as that on every protocol, and not repeated. */
@ExtendWith(CheckedVertx.class)
class UnknownDurabilityTest {
    private static final byte[] BYTES = TestData.bytes(1000);
    private static final String TUS = "\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream";

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private final AtomicInteger commits = new AtomicInteger();
    private Vertx vertx;

    /** Publishes and deletes files without ever being able to make that durable. */
    private final class UnconfirmedStore extends ForwardingFileStore {
        UnconfirmedStore(FileStore inner) {
            super(inner);
        }

        @Override
        public Future<Upload> create(UploadSpec spec) {
            return super.create(spec).map(UnconfirmedUpload::new);
        }

        @Override
        public Future<Upload> resume(UploadId id) {
            return super.resume(id).map(UnconfirmedUpload::new);
        }

        @Override
        public Future<Void> delete(FileName name, PublishCondition condition) {
            return super.delete(name, condition)
                    .compose(v -> Future.failedFuture(UnknownDurabilityException.deleted(name)));
        }
    }

    private final class UnconfirmedUpload extends ForwardingUpload {
        UnconfirmedUpload(Upload upload) {
            super(upload);
        }

        @Override
        public Future<FileInfo> commit(Optional<String> sha256) {
            commits.incrementAndGet();
            return super.commit(sha256)
                    .compose(file -> Future.failedFuture(UnknownDurabilityException.published(file)));
        }
    }

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        FileStore store = LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS);
        JsonObject section = ProvidedStore.section(new UnconfirmedStore(store));
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            JsonObject config = Listeners.config(root).put("store", section);
            Listeners.open(vertx, "io.chunkgate." + server, config);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "GRPC, grpc", "TCP, tcp"})
    void failedCommit_reportsTheCode_andTheUploadIsComplete(Listener listener, String scheme) throws Exception {
        GatewayClient client = client(listener, scheme);
        UploadRequest request = new UploadRequest("file", OptionalLong.of(BYTES.length), true);
        RemoteUpload upload = await(client.create(request));
        await(upload.write(Buffer.buffer(BYTES)));

        assertUnknown(upload.commit(TestData.sha256(BYTES)));
        upload.close();

        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
        assertThat(await(client.resume(upload.id(), request)).published()).isPresent();
        await(client.close());
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "GRPC, grpc", "TCP, tcp"})
    void resumingClient_neitherRepeatsNorResumes(Listener listener, String scheme) throws Exception {
        GatewayClient client = client(listener, scheme);
        UploadRequest request = new UploadRequest("file", OptionalLong.of(BYTES.length), true);
        Path source = Files.write(folder.resolve("file"), BYTES);
        List<String> pending = new ArrayList<>();
        try (FileSource file = FileSource.open(source)) {
            assertUnknown(ResumingUpload.start(
                    new TransferOptions(vertx, client, 3, new TransferListener() {}),
                    request,
                    file,
                    remember(pending)));
        }
        assertThat(commits).hasValue(1);
        assertThat(pending).hasSize(2).last().isEqualTo("cleared");
        await(client.close());
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "GRPC, grpc"})
    void deletion_isReportedAsVisible(Listener listener, String scheme) throws Exception {
        GatewayClient client = client(listener, scheme);
        Files.write(root.resolve("file"), BYTES);
        assertUnknown(client.delete("file"));
        assertThat(root.resolve("file")).doesNotExist();
        await(client.close());
    }

    @Test
    void problemDocument_hasTheCode_andHeadSaysComplete() throws Exception {
        int http = Listeners.port(vertx, Listener.HTTP);
        assertProblem(RawHttp.request(http, "PUT /files/plain HTTP/1.1", BYTES));
        assertThat(root.resolve("plain")).hasBinaryContent(BYTES);
        assertProblem(RawHttp.request(http, "DELETE /files/plain HTTP/1.1"));

        Reply created = RawHttp.request(
                http,
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Metadata: filename dHVz\nUpload-Length: "
                        + BYTES.length);
        String path = created.header("Location");
        assertProblem(RawHttp.request(http, "PATCH " + path + " HTTP/1.1\nUpload-Offset: 0" + TUS, BYTES));
        String id = path.substring(path.lastIndexOf('/') + 1);
        assertThat(HttpUploads.offset(HttpUploads.head(http, id, "Tus-Resumable: 1.0.0")))
                .isEqualTo(BYTES.length);
        assertThat(HttpUploads.head(http, id, "").header("Upload-Complete")).isEqualTo("?1");
        assertThat(root.resolve("tus")).hasBinaryContent(BYTES);
    }

    @Test
    void rawTcp_hasANumberForIt() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(BYTES.length);
            out.write(BYTES);
            assertThat(new DataInputStream(socket.getInputStream()).readLong()).isEqualTo(-2);
        }
    }

    private static void assertProblem(Reply reply) {
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().getString("code")).isEqualTo("UNKNOWN_DURABILITY");
        assertThat(reply.json().getString("detail")).contains("it is unknown whether");
    }

    private static void assertUnknown(Future<?> call) {
        ClientException failure = catchThrowableOfType(ClientException.class, () -> await(call));
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.UNKNOWN_DURABILITY);
        assertThat(failure.isTransient()).isFalse();
    }

    private static PendingUploads remember(List<String> calls) {
        return new PendingUploads() {
            @Override
            public Optional<String> load() {
                return Optional.empty();
            }

            @Override
            public void save(String id) {
                calls.add(id);
            }

            @Override
            public void clear() {
                calls.add("cleared");
            }
        };
    }

    private GatewayClient client(Listener listener, String scheme) {
        return GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), ""));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
