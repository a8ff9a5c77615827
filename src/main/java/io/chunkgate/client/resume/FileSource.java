package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** A local file, with the size that it had when it was opened. */
public final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final long size;

    private FileSource(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    public static FileSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return of(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes over the channel: {@link #close} closes it. */
    static FileSource of(FileChannel channel) throws IOException {
        return new FileSource(channel, channel.size());
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    /** @throws IOException also if the file has become shorter */
    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        into.limit((int) Math.min(into.limit(), into.position() + Math.max(0, size - position)));
        long next = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, next);
            if (count < 0) {
                throw new IOException("file has become shorter: " + next + " bytes (expected: " + size + ")");
            }
            next += count;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
