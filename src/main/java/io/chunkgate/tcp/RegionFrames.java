package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.download.RegionSink;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Sends each region of a file as one CHUNK frame, whose bytes the kernel copies, once the credit covers it. */
final class RegionFrames implements RegionSink {
    private final ChunkStream stream;
    private final ChunkNumbers numbers;
    private @Nullable Waiting waiting;
    private boolean stopping;

    private record Waiting(FileRegion region, Promise<Void> written) {}

    RegionFrames(ChunkStream stream, ChunkNumbers numbers) {
        this.stream = stream;
        this.numbers = numbers;
    }

    @Override
    public Future<Void> write(FileRegion region) {
        Promise<Void> written = VertxInternals.promise();
        waiting = new Waiting(region, written);
        advance();
        return written.future();
    }

    /** Sends the waiting region if the credit covers it now. */
    void advance() {
        Waiting next = waiting;
        if (next != null
                && stream.credit()
                        .covers(next.region().position() + next.region().count())) {
            waiting = null;
            send(next);
        }
    }

    /** Lets {@link #abort} complete a frame that is half sent, so that other frames can follow. */
    void stop() {
        stopping = true;
    }

    /** A frame that cannot be completed makes the stream unreadable, so the connection is reset. */
    private void send(Waiting next) {
        FileRegion region = next.region();
        FrameHeader header =
                Frame.headerOfUncheckedChunk(stream.transfer(), region.position(), numbers.next(), region.count());
        stream.connection()
                .write(header.encode(), region)
                .onFailure(cause -> stream.connection().reset())
                .onComplete(next.written());
    }

    @Override
    public void abort() {
        Waiting unsent = waiting;
        waiting = null;
        if (unsent != null) {
            unsent.region().release();
            unsent.written().fail(Failures.connectionLost());
        } else if (!stopping) {
            stream.connection().reset();
        }
    }
}
