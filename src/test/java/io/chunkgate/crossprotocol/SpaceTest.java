package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TmpfsDisk;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk of 16 MiB: what one upload announces, no other gets, whatever protocol it uses. */
@ExtendWith(CheckedVertx.class)
@Requires(Need.MOUNT)
class SpaceTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path root;

    private TmpfsDisk disk;
    private Vertx vertx;
    private final List<String> deployments = new ArrayList<>();

    @BeforeEach
    void mount(Vertx vertx) throws Exception {
        this.vertx = vertx;
        disk = TmpfsDisk.mount(root.resolve("disk"), 16);
    }

    /** The store has to be closed before its disk can go. */
    @AfterEach
    void unmount() throws Exception {
        for (String deployment : deployments) {
            vertx.undeploy(deployment).await(20, TimeUnit.SECONDS);
        }
        disk.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC", "TCP"})
    void announcedBytes_areRefusedBeforeTheyAreSent(Listener listener) throws Exception {
        open("io.chunkgate.http.HttpServerVerticle");
        if (listener == Listener.GRPC) {
            open("io.chunkgate.grpc.GrpcServerVerticle");
        } else if (listener == Listener.TCP) {
            open("io.chunkgate.tcp.TcpServerVerticle");
        }
        assertThat(announceByTus(10)).isEqualTo(201);
        assertThat(announceByTus(10)).isEqualTo(507);
        assertThat(put(10)).isEqualTo(507);
        GatewayUrl url = new GatewayUrl(listener.label(), "127.0.0.1", Listeners.port(vertx, listener), "");
        GatewayClient client = GatewayClient.of(vertx, url, GatewayAccess.ANONYMOUS);
        assertThat(create(client, 10)).startsWith("RESOURCE_EXHAUSTED: bytes to store: 10485760");
        assertThat(create(client, 4)).isEqualTo("OK");
        client.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void rawUploads_areRefusedToo() throws Exception {
        open("io.chunkgate.http.HttpServerVerticle");
        open("io.chunkgate.tcp.TcpServerVerticle");
        assertThat(announceByTus(10)).isEqualTo(201);
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            new DataOutputStream(socket.getOutputStream()).writeLong(10 * MIB);
            assertThat(new DataInputStream(socket.getInputStream()).readLong()).isEqualTo(-8);
        }
    }

    private void open(String verticle) throws Exception {
        JsonObject config = Listeners.config(disk.folder()).put("limits", new JsonObject().put("minFreeSpace", MIB));
        deployments.add(Listeners.open(vertx, verticle, config));
    }

    private int announceByTus(int mebibytes) throws Exception {
        return RawHttp.request(
                        Listeners.port(vertx, Listener.HTTP),
                        "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: " + mebibytes * MIB)
                .status();
    }

    private int put(int mebibytes) throws Exception {
        try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.HTTP))) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nExpect: 100-continue\nContent-Length: " + mebibytes * MIB);
            return connection.read().status();
        }
    }

    private static String create(GatewayClient client, int mebibytes) throws Exception {
        UploadRequest request = new UploadRequest("b.bin", OptionalLong.of((long) mebibytes * MIB), false);
        try {
            RemoteUpload upload = client.create(request).await(10, TimeUnit.SECONDS);
            upload.discard().await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        }
    }
}
