package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the bytes of uploads whose process is gone. A process that is alive holds a lock on the file of each of its
 * uploads, so several gateways may share a folder.
 */
final class AbandonedUploads {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedUploads.class);

    private AbandonedUploads() {}

    /** Blocks. */
    static void remove(Path uploads) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(uploads)) {
            for (Path file : files) {
                removeIfAbandoned(file);
            }
        }
    }

    private static void removeIfAbandoned(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
                LOG.info("Removed the abandoned upload {}", file.getFileName());
            }
        } catch (OverlappingFileLockException ours) {
            LOG.debug("{} is being written by this process", file.getFileName());
        }
    }
}
