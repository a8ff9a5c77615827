package io.chunkgate.interop;

import static io.chunkgate.testkit.ClusterNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.ByteSource;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.StreamDownload;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Sequential transfers that run until {@link #finish}. They resume and are verified, or are plain and may break visibly. */
final class ClusterLoad {
    private static final byte[] UPLOAD = TestData.bytes(8 * 1024 * 1024);
    private static final long NANOS_PER_BYTE = 200;
    private static final int MAX_FAILURES = 40;

    private final AtomicInteger doneCount = new AtomicInteger();
    private final Future<Void> over;
    private volatile boolean ending;

    private ClusterLoad(IntFunction<Future<Boolean>> transfer) {
        over = next(0, transfer);
    }

    /** Uploads files under different names, with resumption. */
    static ClusterLoad uploads(Vertx vertx, GatewayClient client, String name) {
        TransferOptions options = options(vertx, client);
        return new ClusterLoad(number -> verified(ResumingUpload.start(
                options,
                new UploadRequest("load/" + name + number, OptionalLong.of(UPLOAD.length), true),
                new SlowSource(UPLOAD),
                PendingUploads.NONE)));
    }

    /** Downloads one file repeatedly, with resumption. */
    static ClusterLoad downloads(Vertx vertx, GatewayClient client, String name) {
        TransferOptions options = options(vertx, client);
        return new ClusterLoad(number -> verified(StreamDownload.start(options, name, new SlowSink())));
    }

    /** Uploads files under different names, without resumption. */
    static ClusterLoad plainUploads(Vertx vertx, int httpPort) {
        PlainTransfers transfers = new PlainTransfers(vertx, httpPort, UPLOAD);
        return new ClusterLoad(number -> transfers.upload("load/plain" + number));
    }

    /** Downloads one file repeatedly, without resumption. */
    static ClusterLoad plainDownloads(Vertx vertx, int httpPort, String name, byte[] bytes) {
        PlainTransfers transfers = new PlainTransfers(vertx, httpPort, bytes);
        return new ClusterLoad(number -> transfers.download(name));
    }

    int doneCount() {
        return doneCount.get();
    }

    /** Waits for the running transfer. Fails the test if a resuming transfer failed, or content was wrong. */
    void finish() {
        ending = true;
        await(over);
    }

    private Future<Void> next(int number, IntFunction<Future<Boolean>> transfer) {
        return transfer.apply(number).compose(isWhole -> {
            if (isWhole) {
                doneCount.incrementAndGet();
            }
            return ending ? Future.succeededFuture() : next(number + 1, transfer);
        });
    }

    private static Future<Boolean> verified(Future<TransferResult> transfer) {
        return transfer.map(done -> {
            assertThat(done.verified()).isTrue();
            return true;
        });
    }

    private static TransferOptions options(Vertx vertx, GatewayClient client) {
        return new TransferOptions(vertx, client, MAX_FAILURES, new TransferListener() {});
    }

    /** Limits the rate to that of a network, so that restarts happen during transfers. */
    private static void throttle(int byteCount) {
        LockSupport.parkNanos(byteCount * NANOS_PER_BYTE);
    }

    private record SlowSource(byte[] bytes) implements ByteSource {
        @Override
        public OptionalLong size() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public void read(long position, ByteBuffer into) {
            int count = (int) Math.min(into.remaining(), bytes.length - position);
            into.put(bytes, (int) position, count);
            throttle(count);
        }

        @Override
        public void close() {}
    }

    private record SlowSink() implements ByteSink {
        @Override
        public void write(long position, ByteBuffer bytes) {
            throttle(bytes.remaining());
        }
    }
}
