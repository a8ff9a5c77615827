package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that lead out of the root or into the gateway's own folder, or would break a log line, are refused by every protocol. */
@ExtendWith(CheckedVertx.class)
class HostileNamesTest {
    private static final String[] NAMES = {
        "../secret",
        "folder/../../secret",
        "..",
        "/etc/hostname",
        "folder//file",
        "..\\secret",
        ".chunkgate/uploads",
        ".ChunkGate/uploads",
        "file\u0000.txt",
        "file\r\nSet-Cookie: a=b",
        "file\n2026-01-01 ERROR forged",
        "\u001b[2Jfile",
        "link",
        "linked/secret",
        "linked",
    };

    @TempDir
    Path root;

    @TempDir
    Path outside;

    @ParameterizedTest
    @CsvSource({
        "io.chunkgate.http.HttpServerVerticle, HTTP, http",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc",
        "io.chunkgate.tcp.TcpServerVerticle, TCP, tcp"
    })
    void hostileName_isRefused_andNothingIsChanged(String server, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectory(root.resolve("folder"));
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("linked"), outside);
        Listeners.open(vertx, server, Listeners.config(root));
        GatewayClient client =
                GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), ""));

        SoftAssertions soft = new SoftAssertions();
        for (String name : NAMES) {
            soft.assertThat(outcome(client.read(ReadRequest.whole(name)).onSuccess(RemoteRead::cancel)))
                    .as("read " + name)
                    .matches("(INVALID_ARGUMENT|NOT_FOUND|PERMISSION_DENIED): \\P{Cntrl}*");
            soft.assertThat(outcome(client.create(new UploadRequest(name + "/x", OptionalLong.of(0), true))
                            .onSuccess(RemoteUpload::close)))
                    .as("write below " + name)
                    .matches("(INVALID_ARGUMENT|NOT_FOUND|PERMISSION_DENIED|FAILED_PRECONDITION): \\P{Cntrl}*");
        }
        soft.assertAll();
        try (Stream<Path> left = Files.list(outside)) {
            assertThat(left).containsExactly(outside.resolve("secret"));
        }
        client.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"io.chunkgate.http.HttpServerVerticle, HTTP, http", "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc"})
    void listing_omitsHiddenEntries_andLinksToOutside(String server, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        Files.writeString(root.resolve("file"), "");
        Files.writeString(root.resolve(".htpasswd"), "");
        Files.createSymbolicLink(root.resolve("linked"), outside);
        Listeners.open(vertx, server, Listeners.config(root));
        GatewayClient client =
                GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), ""));

        assertThat(client.list("", Optional.empty()).await(10, TimeUnit.SECONDS).entries())
                .extracting(RemoteFolderPage.Entry::name)
                .containsExactly("file");
        client.close().await(10, TimeUnit.SECONDS);
    }

    private static String outcome(Future<?> call) {
        try {
            call.await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
