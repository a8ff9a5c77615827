package bench;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import java.util.function.LongFunction;

/** An upload to a file: each message is written when it arrives, and the reply is the size. */
final class Uploading<Q, A> implements StreamObserver<Q> {
    private final Path folder;
    private final StreamObserver<A> client;
    private final Function<Q, String> name;
    private final Function<Q, ByteString> data;
    private final LongFunction<A> reply;
    private FileChannel file;
    private long size;

    /**
     * @param name of the file, out of the first message
     * @param data out of any message
     */
    Uploading(
            Path folder,
            StreamObserver<A> client,
            Function<Q, String> name,
            Function<Q, ByteString> data,
            LongFunction<A> reply) {
        this.folder = folder;
        this.client = client;
        this.name = name;
        this.data = data;
        this.reply = reply;
    }

    @Override
    public void onNext(Q message) {
        try {
            if (file == null) {
                file = open(name.apply(message));
            }
            ByteBuffer bytes = data.apply(message).asReadOnlyByteBuffer();
            while (bytes.hasRemaining()) {
                size += file.write(bytes);
            }
        } catch (IOException e) {
            client.onError(e);
        }
    }

    @Override
    public void onCompleted() {
        close();
        client.onNext(reply.apply(size));
        client.onCompleted();
    }

    @Override
    public void onError(Throwable lost) {
        close();
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(
                folder.resolve(Path.of(name).getFileName()),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
