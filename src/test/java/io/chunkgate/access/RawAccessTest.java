package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Raw mode and the download listener, whose clients cannot send credentials. */
@ExtendWith(CheckedVertx.class)
class RawAccessTest {
    private static final String SERVER = "io.chunkgate.tcp.TcpServerVerticle";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    @Test
    void anonymousUpload_isRefused_whenThereAreRules(Vertx vertx) throws Exception {
        open(vertx, "");

        assertThat(upload(vertx)).isEqualTo(-ErrorCode.UNAUTHENTICATED.number());
        assertThat(download(vertx)).isEqualTo(-ErrorCode.UNAUTHENTICATED.number());
        assertThat(root.resolve("incoming")).doesNotExist();
    }

    @Test
    void configuredPrincipal_hasItsPermissions(Vertx vertx) throws Exception {
        open(vertx, "sensor");

        assertThat(upload(vertx)).isEqualTo(3);
        assertThat(download(vertx)).isEqualTo(-ErrorCode.PERMISSION_DENIED.number());
    }

    private void open(Vertx vertx, String principal) throws Exception {
        Files.writeString(root.resolve("gift"), "gift");
        Path rules = Files.writeString(conf.resolve("rules.json"), "{\"sensor\": {\"incoming/\": \"write\"}}");
        JsonObject config = Listeners.config(root).put("access", new JsonObject().put("rules", rules.toString()));
        config.getJsonObject("tcp")
                .put("barePrincipal", principal)
                .put("downloadFile", "gift")
                .put("downloadPort", 0);
        Listeners.open(vertx, SERVER, config);
    }

    private static long upload(Vertx vertx) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(3);
            out.writeBytes("abc");
            return new DataInputStream(socket.getInputStream()).readLong();
        }
    }

    private static long download(Vertx vertx) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD))) {
            return new DataInputStream(socket.getInputStream()).readLong();
        }
    }
}
