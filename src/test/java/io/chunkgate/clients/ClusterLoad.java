package io.chunkgate.clients;

import static io.chunkgate.testing.ClusterNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.ByteSource;
import io.chunkgate.client.resume.Link;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.StreamDownload;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.Transferred;
import io.chunkgate.client.resume.UploadMemory;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** One transfer after the other, each resumed until it is whole, and verified. */
final class ClusterLoad {
    private static final byte[] UPLOAD = TestData.bytes(8 * 1024 * 1024);
    private static final long NANOS_A_BYTE = 200;
    private static final int MAX_FAILURES = 40;

    private final AtomicInteger doneCount = new AtomicInteger();
    private final Future<Void> over;
    private volatile boolean ending;

    private ClusterLoad(IntFunction<Future<Transferred>> transfer) {
        over = next(transfer);
    }

    /** Uploads ever other names. */
    static ClusterLoad uploads(Vertx vertx, GatewayClient client, String name) {
        Link link = link(vertx, client);
        return new ClusterLoad(number -> ResumingUpload.start(
                link,
                new UploadRequest("load/" + name + number, OptionalLong.of(UPLOAD.length), true),
                new SlowSource(UPLOAD),
                UploadMemory.NONE));
    }

    /** Downloads a file again and again. */
    static ClusterLoad downloads(Vertx vertx, GatewayClient client, String name) {
        Link link = link(vertx, client);
        return new ClusterLoad(number -> StreamDownload.start(link, name, new SlowSink()));
    }

    int doneCount() {
        return doneCount.get();
    }

    /** Waits for the transfer that runs; fails when any failed. */
    void finish() {
        ending = true;
        await(over);
    }

    private Future<Void> next(IntFunction<Future<Transferred>> transfer) {
        return transfer.apply(doneCount.get()).compose(done -> {
            assertThat(done.verified()).isTrue();
            doneCount.incrementAndGet();
            return ending ? Future.succeededFuture() : next(transfer);
        });
    }

    private static Link link(Vertx vertx, GatewayClient client) {
        return new Link(vertx, client, MAX_FAILURES, new TransferListener() {});
    }

    /** As fast as a network: a restart then falls into a transfer, and the machine has time for the restart. */
    private static void pace(int byteCount) {
        LockSupport.parkNanos(byteCount * NANOS_A_BYTE);
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
            pace(count);
        }

        @Override
        public void close() {}
    }

    private record SlowSink() implements ByteSink {
        @Override
        public void write(long position, ByteBuffer bytes) {
            pace(bytes.remaining());
        }
    }
}
