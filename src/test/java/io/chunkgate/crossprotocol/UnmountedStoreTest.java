package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.Mounts;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.Requires;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While the disk of the store is not mounted, no protocol says that files are missing, or takes new ones. */
@Requires(Need.MOUNT)
@ExtendWith(CheckedVertx.class)
class UnmountedStoreTest {
    private static final int MIB = 1024 * 1024;
    private static final String HEALTHY = "{\"store\":true,\"root\":true,\"writable\":true,\"accepting\":true}";

    @TempDir
    Path folder;

    private final Mounts mounts = new Mounts();
    private Path disk;
    private Path root;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        disk = mounts.disk(folder.resolve("disk"), 64 * MIB, 500);
        root = mounts.bind(disk, folder.resolve("served"));
        Files.createDirectory(root.resolve("folder"));
        Files.writeString(root.resolve("file"), "content");
        LargeFiles.sparse(root.resolve("large"), 32L * MIB);
        JsonObject config = Listeners.config(root);
        config.getJsonObject("tcp").put("downloadFile", "file").put("downloadPort", 0);
        config.put("limits", new JsonObject().put("minFreeSpace", MIB));
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        Listeners.open(vertx, "io.chunkgate.tcp.TcpServerVerticle", config);
    }

    @AfterEach
    void unmount() {
        mounts.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /files/file",
                "HEAD /files/file",
                "GET /files/missing",
                "GET /files/",
                "GET /files/folder/",
                "GET /files/?format=json",
                "PUT /files/new",
                "DELETE /files/file",
                "GET /files/file?follow",
                "POST /uploads"
            })
    void requestOverHttp_is503_withRetryAfter(String line, Vertx vertx) throws Exception {
        HttpProbe probe = HttpProbe.of(vertx);
        String[] parts = line.split(" ", -1);
        Map<String, String> headers = parts[0].equals("POST")
                ? Map.of("Tus-Resumable", "1.0.0", "Upload-Length", "5", "Upload-Metadata", "filename bmV3")
                : Map.of("Accept", "application/json");
        mounts.unmount(root);
        for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
            HttpProbe.Reply reply = probe.send(version, HttpMethod.valueOf(parts[0]), parts[1], headers);
            assertThat(reply.status()).as(line).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isEqualTo("1");
        }
        assertThat(root).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC", "TCP"})
    void clients_getUnavailable_andContinueWhenTheDiskIsBack(Listener listener, Vertx vertx) throws Exception {
        GatewayClient client = GatewayClient.of(
                vertx, new GatewayUrl(listener.label(), "127.0.0.1", Listeners.port(vertx, listener), ""));
        RemoteRead running = client.read(ReadRequest.whole("large")).await(20, TimeUnit.SECONDS);
        running.bytes().pause();
        mounts.unmount(root);
        UploadRequest upload = new UploadRequest("new", OptionalLong.of(5), true);
        assertThat(outcome(client.stat("file"))).isEqualTo("UNAVAILABLE");
        assertThat(outcome(client.stat("missing"))).isEqualTo("UNAVAILABLE");
        assertThat(outcome(client.read(ReadRequest.whole("file")).onSuccess(RemoteRead::cancel)))
                .isEqualTo("UNAVAILABLE");
        assertThat(outcome(client.create(upload).onSuccess(RemoteUpload::close)))
                .isEqualTo("UNAVAILABLE");
        if (listener != Listener.TCP) {
            assertThat(outcome(client.list("", Optional.empty()))).isEqualTo("UNAVAILABLE");
            assertThat(outcome(client.delete("file"))).isEqualTo("UNAVAILABLE");
        }
        assertThat(byteCount(running)).isEqualTo(32L * MIB);
        mounts.bind(disk, root);
        eventually(() -> "unavailable", () -> outcome(client.stat("file")).equals("OK"));
        assertThat(outcome(client.stat("missing"))).isEqualTo("NOT_FOUND");
        client.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void rawTcp_sendsTheErrorsNumber(Vertx vertx) throws Exception {
        mounts.unmount(root);
        try (Socket download = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD));
                Socket upload = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            assertThat(new DataInputStream(download.getInputStream()).readLong())
                    .isEqualTo(-14);
            new DataOutputStream(upload.getOutputStream()).writeLong(5);
            assertThat(new DataInputStream(upload.getInputStream()).readLong()).isEqualTo(-14);
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void runningPut_isNotPublishedElsewhere(Vertx vertx) throws Exception {
        int port = Listeners.port(vertx, Listener.HTTP);
        try (RawHttp put = new RawHttp(port)) {
            put.sendHead("PUT /files/new HTTP/1.1\nContent-Length: 10");
            put.send(new byte[5]);
            eventually(
                    () -> "no upload",
                    () -> disk.resolve(".chunkgate/uploads").toFile().list().length > 0);
            mounts.unmount(root);
            put.send(new byte[5]);
            assertThat(put.read().status()).isEqualTo(503);
        }
        assertThat(root).isEmptyDirectory();
        assertThat(disk.resolve("new")).doesNotExist();
    }

    @Test
    void readiness_saysWhichCheckFails_withoutPaths(Vertx vertx) throws Exception {
        int port = Listeners.port(vertx, Listener.HTTP);
        assertThat(ready(port, 200)).isEqualTo(HEALTHY);
        mounts.unmount(root);
        awaitReady(port, 503);
        assertThat(ready(port, 503)).isEqualTo("{\"store\":true,\"root\":false,\"writable\":false,\"accepting\":true}");
        assertThat(RawHttp.request(port, "GET /health/live HTTP/1.1").status()).isEqualTo(200);
        mounts.bind(disk, root);
        awaitReady(port, 200);
        mounts.remount(root, "ro,bind");
        awaitReady(port, 503);
        assertThat(ready(port, 503)).isEqualTo("{\"store\":true,\"root\":true,\"writable\":false,\"accepting\":true}");
        assertThat(RawHttp.request(port, "GET /files/file HTTP/1.1").text()).isEqualTo("content");
        mounts.remount(root, "rw,bind");
        awaitReady(port, 200);
    }

    @Test
    void fullDisk_isNotReady(Vertx vertx) throws Exception {
        int port = Listeners.port(vertx, Listener.HTTP);
        Files.write(root.resolve("filler"), new byte[63 * MIB + MIB / 2]);
        awaitReady(port, 503);
        Files.delete(root.resolve("filler"));
        awaitReady(port, 200);
    }

    private static void awaitReady(int port, int status) {
        eventually(() -> "not " + status, () -> status(port) == status);
    }

    private static int status(int port) {
        try {
            return RawHttp.request(port, "GET /health/ready HTTP/1.1").status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String ready(int port, int status) throws IOException {
        RawHttp.Reply reply = RawHttp.request(port, "GET /health/ready HTTP/1.1");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json().getString("status")).isEqualTo(status == 200 ? "ok" : "failing");
        return reply.json().getJsonObject("checks").encode();
    }

    private static long byteCount(RemoteRead read) throws Exception {
        long[] count = new long[1];
        Promise<Void> end = Promise.promise();
        read.bytes()
                .exceptionHandler(end::tryFail)
                .endHandler(v -> end.tryComplete())
                .handler(bytes -> count[0] += bytes.length());
        read.bytes().resume();
        end.future().await(20, TimeUnit.SECONDS);
        return count[0];
    }

    private static String outcome(Future<?> call) {
        try {
            call.await(20, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code().name();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
