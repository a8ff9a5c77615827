package bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One file on its way to one client. */
final class FileStream<A> {
    private final FileChannel channel;
    private final int chunkBytes;
    private final ServerCallStreamObserver<A> call;
    private final Message<A> message;
    private int number;
    private boolean over;

    /** A message of the response. */
    interface Message<A> {
        A of(int number, ByteString bytes);
    }

    private FileStream(
            FileChannel channel, int chunkBytes, int startAt, ServerCallStreamObserver<A> call, Message<A> message) {
        this.channel = channel;
        this.chunkBytes = chunkBytes;
        this.call = call;
        this.number = startAt;
        this.message = message;
    }

    /**
     * Sends a file in chunks, each when the client has room for it.
     *
     * @param startAt number of the first chunk
     */
    static <A> void send(Path file, int chunkBytes, int startAt, StreamObserver<A> client, Message<A> message) {
        var call = (ServerCallStreamObserver<A>) client;
        try {
            FileStream<A> stream = new FileStream<>(FileChannel.open(file), chunkBytes, startAt, call, message);
            call.setOnReadyHandler(stream::send);
            call.setOnCloseHandler(stream::close);
            call.setOnCancelHandler(stream::close);
        } catch (IOException e) {
            client.onError(e);
        }
    }

    /** Sends as many chunks as the transport takes; it calls again when there is room. */
    private void send() {
        try {
            while (!over && call.isReady()) {
                sendNext();
            }
        } catch (IOException e) {
            over = true;
            call.onError(e);
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendNext() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(chunkBytes);
        int count = channel.read(chunk, (long) number * chunkBytes);
        if (count <= 0) {
            over = true;
            call.onCompleted();
            return;
        }
        // The buffer is not written again, so the copy of ByteString.copyFrom is not needed.
        call.onNext(message.of(number++, UnsafeByteOperations.unsafeWrap(chunk.flip())));
    }
}
