package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Ports;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway below {@code /data/} of another server, which is a trusted proxy. */
@Requires(Need.CURL)
class ReverseProxyIT {
    private static final String CONTENT = "content";

    @TempDir
    private Path root;

    @TempDir
    private Path conf;

    @ParameterizedTest
    @EnumSource
    @Requires
    void pathsInResponses_leadThroughTheProxy(ReverseProxy kind) throws Exception {
        Files.createDirectories(root.resolve("dir"));
        int port = Ports.free();
        try (PackagedGateway gateway = PackagedGateway.start(root, "--set", "server.trustedProxies=127.0.0.1");
                RunningCommand proxy = kind.start(conf, port, gateway.address(Listener.HTTP))) {
            assertThat(proxy.isAlive()).as("%s", proxy).isTrue();
            upload(port, "a.txt");
            upload(port, "b.txt");
            assertThat(root.resolve("a.txt")).hasContent(CONTENT);

            String next =
                    String.valueOf(RawHttp.request(port, "GET /data/files/?limit=1 HTTP/1.1\nAccept: application/json")
                            .json()
                            .getString("next"));
            assertThat(next).startsWith("/data/files/?");
            assertThat(RawHttp.request(port, "GET " + next + " HTTP/1.1\nAccept: application/json")
                            .json()
                            .getJsonArray("entries"))
                    .isNotEmpty();
            assertThat(RawHttp.request(port, "GET /data/files/dir HTTP/1.1").header("Location"))
                    .isEqualTo("dir/");
            String url = "http://127.0.0.1:" + port + "/data/files/";
            assertThat(Chunkgate.in(conf, "ls", url).run().succeeded().out()).contains("a.txt");
            Files.writeString(conf.resolve("c.txt"), CONTENT);
            Chunkgate.in(conf, "put", "c.txt", url).run().succeeded();
            Chunkgate.in(conf, "get", url + "c.txt", "copy").run().succeeded();
            assertThat(conf.resolve("copy")).hasContent(CONTENT);
        }
    }

    /** By tus, whose client sends the bytes to the Location of the creation. */
    private static void upload(int port, String name) throws Exception {
        String metadata = Base64.getEncoder().encodeToString(name.getBytes(US_ASCII));
        RawHttp.Reply created = RawHttp.request(
                port,
                "POST /data/uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: " + CONTENT.length()
                        + "\nUpload-Metadata: filename " + metadata,
                new byte[0]);
        assertThat(created.header("Location")).startsWith("/data/uploads/");
        assertThat(RawHttp.request(
                                port,
                                "PATCH " + created.header("Location") + " HTTP/1.1\nTus-Resumable: 1.0.0\n"
                                        + "Upload-Offset: 0\nContent-Type: application/offset+octet-stream",
                                CONTENT.getBytes(US_ASCII))
                        .status())
                .isEqualTo(204);
    }

    /** The client has another address than the proxy, and claims a third one. */
    @ParameterizedTest
    @EnumSource
    @Requires
    void client_isTheOneOfTheProxy_notOneThatItClaims(ReverseProxy kind) throws Exception {
        Path log = conf.resolve("access.log");
        int port = Ports.free();
        Files.writeString(root.resolve("file"), CONTENT);
        try (PackagedGateway gateway = PackagedGateway.start(
                        root, "--set", "server.trustedProxies=127.0.0.1", "--set", "accessLog.file=" + log);
                RunningCommand proxy = kind.start(conf, port, gateway.address(Listener.HTTP))) {
            assertThat(proxy.isAlive()).as("%s", proxy).isTrue();
            Command.of("curl", "-fsS", "--interface", "127.0.0.2")
                    .with("-H", "X-Forwarded-For: 9.9.9.9", "-H", "Forwarded: for=9.9.9.9")
                    .with("-H", "X-Real-IP: 9.9.9.9", "http://127.0.0.1:" + port + "/data/files/file")
                    .run()
                    .succeeded();
            eventually(() -> read(log), () -> read(log).contains("\"transfer\""));
            assertThat(read(log)).contains("\"peer\":\"127.0.0.2:0\"").doesNotContain("9.9.9.9");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
