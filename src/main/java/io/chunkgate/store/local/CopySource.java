package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** A version of a file that is open to be copied. Everything here blocks, except the getters. */
final class CopySource implements Closeable {
    private final FileInfo info;
    private final Path path;
    private final FileVersion version;
    private final FileChannel channel;
    private final ContentSample sample;

    private CopySource(FileInfo info, Path path, FileVersion version, FileChannel channel) throws IOException {
        this.info = info;
        this.path = path;
        this.version = version;
        this.channel = channel;
        this.sample = ContentSample.of(channel, version.size());
    }

    /** Opens a file in its open folder, which is closed after the result. */
    static CopySource open(StoreRoot root, OpenFolder folder, FileName name, UploadSettings.Disk disk)
            throws IOException {
        Path path = folder.entry(name.lastSegment());
        for (int attempt = 1; attempt <= LocalFileStore.OPEN_ATTEMPTS; attempt++) {
            FileVersion version = root.version(path, name);
            FileInfo info = FileInfoReader.of(name, path, version);
            FileChannel channel = disk.open(path);
            boolean opened = false;
            try {
                // The channel is of this version if the path leads to it before and after.
                if (version.isStillAt(path) || version.hasGrownAt(path)) {
                    CopySource source = new CopySource(info, path, version, channel);
                    opened = true;
                    return source;
                }
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        }
        throw StoreErrors.replacedTooOften(name);
    }

    FileInfo info() {
        return info;
    }

    FileChannel channel() {
        return channel;
    }

    /** When the bytes changed last. */
    FileTime modified() {
        return FileTime.from(version.modifiedNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Checks that what was read is this version. A file that was replaced, deleted or appended to meanwhile passes.
     *
     * @param copied how many bytes were read
     * @throws StoreException {@code DATA_LOSS}
     */
    void requireUnchanged(long copied) throws IOException {
        boolean isWhole = sample.isWhole() && copied == version.size();
        if (!isWhole || !version.isUnchanged(path, channel, sample)) {
            throw new StoreException(ErrorCode.DATA_LOSS, "'" + info.name() + "': changed while it was copied");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
