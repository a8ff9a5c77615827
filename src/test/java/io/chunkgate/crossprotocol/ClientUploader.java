package io.chunkgate.crossprotocol;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The client library, over gRPC or CGP. */
final class ClientUploader implements Uploader {
    private static final int PART_BYTES = 100_000;

    private final Vertx vertx;
    private final String scheme;

    ClientUploader(Vertx vertx, String scheme) {
        this.vertx = vertx;
        this.scheme = scheme;
    }

    @Override
    public void begin(int port, String name, byte[] bytes) throws Exception {
        GatewayClient client = client(port);
        try {
            RemoteUpload upload = await(client.create(request(name, bytes)));
            send(upload, bytes, 0);
            await(upload.commit(TestData.sha256(bytes)));
        } catch (ClientException cut) {
            // Expected.
        }
        await(client.close());
    }

    @Override
    public void resume(int port, String id, String name, byte[] bytes) throws Exception {
        GatewayClient client = client(port);
        RemoteUpload upload = await(client.resume(id, request(name, bytes)));
        send(upload, bytes, (int) upload.offset());
        await(upload.commit(TestData.sha256(bytes)));
        upload.close();
        await(client.close());
    }

    private GatewayClient client(int port) {
        return GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", port, ""));
    }

    private static UploadRequest request(String name, byte[] bytes) {
        return new UploadRequest(name, OptionalLong.of(bytes.length), true);
    }

    private static void send(RemoteUpload upload, byte[] bytes, int offset) throws Exception {
        for (int from = offset; from < bytes.length; from += PART_BYTES) {
            int to = Math.min(bytes.length, from + PART_BYTES);
            await(upload.write(Buffer.buffer(Arrays.copyOfRange(bytes, from, to))));
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
