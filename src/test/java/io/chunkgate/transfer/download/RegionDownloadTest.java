package io.chunkgate.transfer.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.rate.MinRate;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CheckedVertx.class)
class RegionDownloadTest {
    private static final FileName NAME = FileName.of("sparse");
    private static final long SIZE = 64L << 30;

    @TempDir
    private Path root;

    /** Some 65 thousand regions without a stack overflow. */
    @Test
    void clientThatTakesEveryRegionAtOnce_getsAllRegions(Vertx vertx) throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(SIZE);
        }
        FileStore store = LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS);
        ImmediateSink client = new ImmediateSink();
        store.open(NAME).compose(file -> download(vertx, file, client).done()).await(20, TimeUnit.SECONDS);
        store.close().await(20, TimeUnit.SECONDS);
        assertThat(client.byteCount.get()).isEqualTo(SIZE);
    }

    private static Download download(Vertx vertx, StoredFile file, ImmediateSink client) {
        Transfer transfer =
                Transfers.of(vertx).begin(new ClientId("test", "127.0.0.1:1", "anonymous"), Direction.DOWNLOAD, NAME);
        ByteRange whole = new ByteRange(0, SIZE);
        return RegionDownload.start(
                vertx,
                file,
                file.channel().orElseThrow(),
                whole,
                client,
                transfer,
                MinRate.of(TimeUnit.MINUTES.toMillis(1)));
    }

    private static final class ImmediateSink implements RegionSink {
        private final AtomicLong byteCount = new AtomicLong();

        @Override
        public Future<Void> write(FileRegion region) {
            byteCount.addAndGet(region.count());
            region.release();
            return Future.succeededFuture();
        }

        @Override
        public void abort() {
            throw new AssertionError("nothing failed");
        }
    }
}
