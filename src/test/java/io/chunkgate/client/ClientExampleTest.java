package io.chunkgate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.resume.ResumingDownload;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An example of the client library. The documentation shows the same lines. */
@ExtendWith(CheckedVertx.class)
class ClientExampleTest {
    @Test
    void download_isWholeAndVerified(Vertx vertx, @TempDir Path root, @TempDir Path folder) throws Exception {
        byte[] bytes = TestData.file(root.resolve("big.bin"), 5_000_000);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));

        TransferResult done = download(vertx, folder).await(20, TimeUnit.SECONDS);

        assertThat(done.verified()).isTrue();
        assertThat(folder.resolve("big.bin")).hasBinaryContent(bytes);
    }

    private static Future<TransferResult> download(Vertx vertx, Path folder) {
        GatewayUrl url = GatewayUrl.parse("http://127.0.0.1:8080/files/big.bin");
        url = new GatewayUrl(url.scheme(), url.host(), Listeners.port(vertx, Listener.HTTP), url.path());
        GatewayClient client = GatewayClient.of(vertx, url);
        TransferOptions options = new TransferOptions(vertx, client, 10, new TransferListener() {});

        return ResumingDownload.start(options, url.name(), folder.resolve("big.bin"), false, 4)
                .onSuccess(done -> System.out.println(done.byteCount() + " bytes, sha256 " + done.sha256()))
                .eventually(client::close);
    }
}
