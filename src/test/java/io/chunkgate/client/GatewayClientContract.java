package io.chunkgate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every client. */
@ExtendWith(CheckedVertx.class)
public abstract class GatewayClientContract {
    private static final int SIZE = 1_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final String SHA256 = TestData.sha256(BYTES);

    @TempDir
    Path root;

    private Vertx vertx;
    private GatewayClient client;

    /** The class of the server verticle. */
    protected abstract String server();

    protected abstract Listener listener();

    /** The scheme of URLs. */
    protected abstract String scheme();

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Listeners.open(vertx, server(), Listeners.config(root));
        int port = Listeners.port(vertx, listener());
        client = GatewayClient.of(vertx, new GatewayUrl(scheme(), "127.0.0.1", port, ""));
    }

    @AfterEach
    void close() throws Exception {
        await(client.close());
    }

    @Test
    void stat_describesFile() throws Exception {
        Files.write(root.resolve("file.bin"), BYTES);

        RemoteFile file = await(client.stat("file.bin"));

        assertThat(file.name()).isEqualTo("file.bin");
        assertThat(file.size()).hasValue(SIZE);
        assertThat(file.etag()).hasValueSatisfying(etag -> assertThat(etag).matches("\"[^\"]+\""));
        assertThat(file.modified()).isPresent();
        assertThat(file.complete()).isTrue();
    }

    @Test
    void missingFile_isNotFound() {
        assertFails(client.stat("missing"), ErrorCode.NOT_FOUND);
        assertFails(client.digest("missing"), ErrorCode.NOT_FOUND);
        assertFails(client.read(ReadRequest.whole("missing")), ErrorCode.NOT_FOUND);
    }

    @Test
    void messageOfAnError_hasTheNameAsItIs() {
        assertThatThrownBy(() -> await(client.stat("a+b %41 ü.bin"))).hasMessageContaining("'a+b %41 ü.bin'");
    }

    @Test
    void badName_isRefused() {
        assertFails(client.read(ReadRequest.whole("a/../b")), ErrorCode.INVALID_ARGUMENT);
        assertFails(client.create(new UploadRequest("a/../b", OptionalLong.empty(), true)), ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void read_returnsAllBytes() throws Exception {
        Files.write(root.resolve("größe 1.bin"), BYTES);

        assertThat(read(ReadRequest.whole("größe 1.bin"))).isEqualTo(BYTES);
    }

    @Test
    void read_returnsRange_ofRequiredVersion() throws Exception {
        Files.write(root.resolve("file.bin"), BYTES);
        Optional<String> etag = await(client.stat("file.bin")).etag();

        byte[] range = read(new ReadRequest("file.bin", 12_345, OptionalLong.of(400_000), etag, false));
        byte[] tail = read(new ReadRequest("file.bin", SIZE - 1, OptionalLong.empty(), etag, false));

        assertThat(range).isEqualTo(Arrays.copyOfRange(BYTES, 12_345, 412_345));
        assertThat(tail).containsExactly(BYTES[SIZE - 1]);
        assertFails(
                client.read(new ReadRequest("file.bin", 0, OptionalLong.empty(), Optional.of("\"other\""), false)),
                ErrorCode.FAILED_PRECONDITION);
        assertFails(
                client.read(new ReadRequest("file.bin", SIZE + 1, OptionalLong.empty(), etag, false)),
                ErrorCode.OUT_OF_RANGE);
    }

    @Test
    void cancelledRead_fails_andEndsOnGateway() throws Exception {
        Files.write(root.resolve("file.bin"), TestData.bytes(20_000_000));
        RemoteRead read = await(client.read(ReadRequest.whole("file.bin")));

        read.cancel();

        assertFails(bytes(read), ErrorCode.ABORTED);
        // CheckedVertx checks that no transfer and no open file remains.
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE})
    void upload_isPublishedByCommit(int size) throws Exception {
        byte[] bytes = TestData.bytes(size);
        RemoteUpload upload = await(client.create(new UploadRequest("a/file", OptionalLong.of(size), false)));
        send(upload, bytes, 0, size);
        assertThat(root.resolve("a/file")).doesNotExist();

        RemoteFile file = await(upload.commit(TestData.sha256(bytes)));
        upload.close();

        assertThat(upload.offset()).isZero();
        assertThat(file.size()).hasValue(size);
        assertThat(file.sha256()).hasValue(TestData.sha256(bytes));
        assertThat(file.etag()).isEqualTo(await(client.stat("a/file")).etag());
        assertThat(root.resolve("a/file")).hasBinaryContent(bytes);
    }

    @Test
    void uploadOfUnknownSize_isPublished() throws Exception {
        RemoteUpload upload = await(client.create(new UploadRequest("file", OptionalLong.empty(), false)));
        send(upload, BYTES, 0, SIZE);

        await(upload.commit(SHA256));
        upload.close();

        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
    }

    @Test
    void existingName_isRefused_withoutOverwrite() throws Exception {
        Files.writeString(root.resolve("file"), "old");

        assertFails(client.create(new UploadRequest("file", OptionalLong.of(3), false)), ErrorCode.ALREADY_EXISTS);

        RemoteUpload upload = await(client.create(new UploadRequest("file", OptionalLong.of(SIZE), true)));
        send(upload, BYTES, 0, SIZE);
        await(upload.commit(SHA256));
        upload.close();
        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
    }

    @Test
    void closedUpload_resumesAtItsOffset() throws Exception {
        UploadRequest request = new UploadRequest("file", OptionalLong.of(SIZE), false);
        RemoteUpload begun = await(client.create(request));
        send(begun, BYTES, 0, 600_000);
        awaitStored(begun.id(), 600_000);
        begun.close();

        RemoteUpload resumed = await(client.resume(begun.id(), request));
        assertThat(resumed.id()).isEqualTo(begun.id());
        assertThat(resumed.offset()).isEqualTo(600_000);
        send(resumed, BYTES, 600_000, SIZE);
        await(resumed.commit(SHA256));
        resumed.close();

        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
        assertThat(await(client.resume(begun.id(), request)).published())
                .hasValueSatisfying(file -> assertThat(file.sha256()).hasValue(SHA256));
    }

    @Test
    void wrongDigest_publishesNothing() throws Exception {
        RemoteUpload upload = await(client.create(new UploadRequest("file", OptionalLong.of(SIZE), false)));
        send(upload, BYTES, 0, SIZE);

        assertFails(upload.commit(TestData.sha256(new byte[0])), ErrorCode.DATA_LOSS);
        upload.close();

        assertThat(root.resolve("file")).doesNotExist();
    }

    @Test
    void discardedUpload_isNotFound() throws Exception {
        UploadRequest request = new UploadRequest("file", OptionalLong.of(SIZE), false);
        RemoteUpload upload = await(client.create(request));
        send(upload, BYTES, 0, 100_000);

        await(upload.discard());

        assertFails(client.resume(upload.id(), request), ErrorCode.NOT_FOUND);
        assertFails(client.storedBytes(upload.id()), ErrorCode.NOT_FOUND);
    }

    @Test
    void unreachableGateway_isUnavailable() throws Exception {
        GatewayClient unreachable = GatewayClient.of(vertx, new GatewayUrl(scheme(), "127.0.0.1", 1, ""));

        assertFails(unreachable.stat("file"), ErrorCode.UNAVAILABLE);
        await(unreachable.close());
    }

    @Test
    void listing_isPaged() throws Exception {
        Files.createDirectories(root.resolve("folder/sub"));
        for (int i = 0; i < 1_500; i++) {
            Files.writeString(root.resolve("folder/file" + i), "x");
        }
        if (!hasListings()) {
            assertFails(client.list("folder", Optional.empty()), ErrorCode.UNIMPLEMENTED);
            return;
        }

        RemoteFolderPage first = await(client.list("folder", Optional.empty()));
        RemoteFolderPage second = await(client.list("folder", first.next()));

        assertThat(first.entries().size() + second.entries().size()).isEqualTo(1_501);
        assertThat(second.next()).isEmpty();
        assertThat(first.entries().get(0).name()).isEqualTo("file0");
        assertThat(first.entries().get(0).size()).hasValue(1);
        RemoteFolderPage.Entry last = second.entries().get(second.entries().size() - 1);
        assertThat(last.name()).isEqualTo("sub");
        assertThat(last.folder()).isTrue();
    }

    @Test
    void deletion_removesTheFile() throws IOException, Exception {
        Files.write(root.resolve("file"), BYTES);
        if (!hasListings()) {
            assertFails(client.delete("file"), ErrorCode.UNIMPLEMENTED);
            return;
        }

        await(client.delete("file"));

        assertThat(root.resolve("file")).doesNotExist();
        assertFails(client.delete("file"), ErrorCode.NOT_FOUND);
    }

    @Test
    void copyAndMove_ofAFile_keepItsBytes() throws Exception {
        Files.write(root.resolve("file"), BYTES);
        if (!hasListings()) {
            assertFails(client.copy("file", "a/copy", true), ErrorCode.UNIMPLEMENTED);
            assertFails(client.move("file", "a/copy", true), ErrorCode.UNIMPLEMENTED);
            return;
        }

        await(client.copy("file", "a/copy", false));
        await(client.move("file", "b ü/moved", false));

        assertThat(root.resolve("a/copy")).hasBinaryContent(BYTES);
        assertThat(root.resolve("b ü/moved")).hasBinaryContent(BYTES);
        assertThat(root.resolve("file")).doesNotExist();
        assertFails(client.move("file", "other", true), ErrorCode.NOT_FOUND);
    }

    @Test
    void moveOverAFile_replacesIt_onlyIfItMay() throws Exception {
        if (!hasListings()) {
            return; // The test above says so.
        }
        Files.write(root.resolve("file"), BYTES);
        Files.writeString(root.resolve("other"), "other");
        Files.createDirectory(root.resolve("folder"));

        assertFails(client.move("file", "other", false), ErrorCode.ALREADY_EXISTS);
        assertFails(client.move("file", "folder", true), ErrorCode.FAILED_PRECONDITION);
        assertThat(root.resolve("other")).hasContent("other");

        await(client.move("file", "other", true));
        assertThat(root.resolve("other")).hasBinaryContent(BYTES);
    }

    @Test
    void folders_areCreated_moved_copied_andDeleted() throws Exception {
        if (!hasListings()) {
            assertFails(client.createFolder("a"), ErrorCode.UNIMPLEMENTED);
            assertFails(client.deleteFolder("a", true), ErrorCode.UNIMPLEMENTED);
            return;
        }
        await(client.createFolder("a"));
        assertFails(client.createFolder("a"), ErrorCode.ALREADY_EXISTS);
        assertFails(client.createFolder("b/c"), ErrorCode.FAILED_PRECONDITION);
        Files.write(root.resolve("a/file"), BYTES);

        await(client.copy("a", "b", false));
        await(client.move("b", "c", false));

        assertThat(root.resolve("c/file")).hasBinaryContent(BYTES);
        assertThat(root.resolve("b")).doesNotExist();
        assertFails(client.deleteFolder("c", false), ErrorCode.FAILED_PRECONDITION);
        await(client.deleteFolder("c", true));
        assertThat(root.resolve("c")).doesNotExist();
        assertThat(root.resolve("a/file")).exists();
        assertFails(client.deleteFolder("c", true), ErrorCode.NOT_FOUND);
    }

    /** Whether the protocol has listings, deletion, copies, moves and folders. */
    protected boolean hasListings() {
        return true;
    }

    private byte[] read(ReadRequest request) throws Exception {
        return await(client.read(request).compose(GatewayClientContract::bytes));
    }

    private static Future<byte[]> bytes(RemoteRead read) {
        Promise<byte[]> all = Promise.promise();
        Buffer bytes = Buffer.buffer();
        read.bytes()
                .exceptionHandler(all::fail)
                .endHandler(end -> all.complete(bytes.getBytes()))
                .handler(bytes::appendBuffer)
                .resume();
        return all.future();
    }

    private static void send(RemoteUpload upload, byte[] bytes, int from, int to) throws Exception {
        for (int position = from; position < to; position += 100_000) {
            int end = Math.min(to, position + 100_000);
            await(upload.write(Buffer.buffer(Arrays.copyOfRange(bytes, position, end))));
        }
    }

    private void awaitStored(String id, long byteCount) throws Exception {
        while (await(client.storedBytes(id)) < byteCount) {
            Thread.onSpinWait();
        }
    }

    private static void assertFails(Future<?> call, ErrorCode code) {
        ClientException failure = catchThrowableOfType(ClientException.class, () -> await(call));
        assertThat(failure).as("failure with %s", code).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
