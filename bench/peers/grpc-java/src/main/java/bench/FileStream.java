package bench;

import com.google.protobuf.UnsafeByteOperations;
import io.chunkgate.proto.demo.Response;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** One file on its way to one client. */
final class FileStream {
    private static final int CHUNK_BYTES = 32 * 1024;

    private final FileChannel channel;
    private final ServerCallStreamObserver<Response> call;
    private int number;
    private boolean over;

    FileStream(FileChannel channel, int startAt, ServerCallStreamObserver<Response> call) {
        this.channel = channel;
        this.call = call;
        this.number = startAt;
    }

    /** Sends as many chunks as the transport takes; it calls again when there is room. */
    void send() {
        try {
            while (!over && call.isReady()) {
                sendNext();
            }
        } catch (IOException e) {
            over = true;
            call.onError(e);
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendNext() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        int count = channel.read(chunk, (long) number * CHUNK_BYTES);
        if (count <= 0) {
            over = true;
            call.onCompleted();
            return;
        }
        // Nobody writes to the buffer again, so that the copy that ByteString.copyFrom makes is not needed.
        call.onNext(Response.newBuilder()
                .setChunk(UnsafeByteOperations.unsafeWrap(chunk.flip()))
                .setChunkNumber(number++)
                .build());
    }
}
