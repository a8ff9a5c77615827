package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A local file, with the size that it had when it was opened. A change while it is read shows in its size, its modification
 * time in nanoseconds, its inode, or in bytes after its end; files of {@code /proc} have bytes that their size denies.
 */
public final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final long size;
    private final @Nullable Version version;

    private FileSource(FileChannel channel, @Nullable Version version) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.version = version;
    }

    /** @param inode null where the file system has none */
    private record Version(Path file, long size, FileTime modified, @Nullable Object inode) {
        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(file, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    public static FileSource open(Path file) throws IOException {
        // Read before the file is opened, so that no later change is missed.
        Version version = Version.of(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FileSource(channel, version);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A file that only this program writes. Takes over the channel: {@link #close} closes it. */
    static FileSource of(FileChannel channel) throws IOException {
        return new FileSource(channel, null);
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
    public void requireUnchanged() throws IOException {
        if (version != null && (!isSame(version) || channel.read(ByteBuffer.allocate(1), size) >= 0)) {
            throw new IOException("'" + version.file() + "' was changed while it was read (expected: " + size
                    + " bytes of one version); nothing was published");
        }
    }

    private boolean isSame(Version opened) throws IOException {
        try {
            return opened.size() == size && Version.of(opened.file()).equals(opened);
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
