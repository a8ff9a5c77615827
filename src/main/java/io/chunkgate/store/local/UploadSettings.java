package io.chunkgate.store.local;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.follow.UploadLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The settings of uploads.
 *
 * @param expireAfter  how long an upload without writes exists, and how long a finished upload is known
 * @param maxOpen      unfinished uploads at the same time
 * @param maxOpenPerClient of these, of one client; 0 for no limit
 * @param idleAfter    an upload without a writer is idle when it was not written for this long
 * @param evictWhenFull whether idle uploads expire when the disk is full
 * @param digest       whether the SHA-256 is computed although no client requests it
 * @param maxFileSize  in bytes
 * @param minFreeSpace bytes of the disk that must stay free
 * @param disk         makes bytes and entries of folders durable
 * @param shared       whether other nodes of a cluster use the folder and may take uploads over
 */
record UploadSettings(
        Duration expireAfter,
        int maxOpen,
        int maxOpenPerClient,
        Duration idleAfter,
        boolean evictWhenFull,
        boolean digest,
        long maxFileSize,
        long minFreeSpace,
        Disk disk,
        boolean shared)
        implements UploadLimits {

    /** Can be replaced by a test that fails. */
    interface Disk {
        /** Makes all written bytes of the channel durable. Blocks. */
        void sync(FileChannel channel) throws IOException;

        /**
         * Makes changes of a folder's entries durable. Blocks.
         *
         * @param place the path of the folder
         */
        default void syncFolder(FileChannel folder, Path place) throws IOException {
            folder.force(true);
        }

        /** Opens a file to read it; the caller closes it. Blocks. */
        default FileChannel open(Path file) throws IOException {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
    }

    static UploadSettings of(GatewayConfig config) {
        return new UploadSettings(
                Duration.ofMillis(config.uploads().expireAfterMs()),
                config.uploads().maxOpen(),
                config.limits().maxOpenUploadsPerPrincipal(),
                Duration.ofMillis(config.uploads().idleAfterMs()),
                config.uploads().evictWhenFull(),
                config.uploads().digest(),
                config.limits().maxFileSize(),
                config.limits().minFreeSpace(),
                channel -> channel.force(true),
                config.cluster().enabled());
    }

    /** Whether the folder has a record of such an upload: for resuming, for followers on other nodes, or as it counts later. */
    boolean keepsRecord(UploadSpec spec) {
        return shared || spec.resumable() || spec.countsWhenComplete();
    }

    UploadSettings withExpireAfter(Duration expireAfter) {
        return new UploadSettings(
                expireAfter,
                maxOpen,
                maxOpenPerClient,
                idleAfter,
                evictWhenFull,
                digest,
                maxFileSize,
                minFreeSpace,
                disk,
                shared);
    }

    UploadSettings withMinFreeSpace(long minFreeSpace) {
        return new UploadSettings(
                expireAfter,
                maxOpen,
                maxOpenPerClient,
                idleAfter,
                evictWhenFull,
                digest,
                maxFileSize,
                minFreeSpace,
                disk,
                shared);
    }

    UploadSettings withEviction(boolean evictWhenFull, Duration idleAfter) {
        return new UploadSettings(
                expireAfter,
                maxOpen,
                maxOpenPerClient,
                idleAfter,
                evictWhenFull,
                digest,
                maxFileSize,
                minFreeSpace,
                disk,
                shared);
    }

    UploadSettings withShared() {
        return new UploadSettings(
                expireAfter,
                maxOpen,
                maxOpenPerClient,
                idleAfter,
                evictWhenFull,
                digest,
                maxFileSize,
                minFreeSpace,
                disk,
                true);
    }

    UploadSettings withDisk(Disk disk) {
        return new UploadSettings(
                expireAfter,
                maxOpen,
                maxOpenPerClient,
                idleAfter,
                evictWhenFull,
                digest,
                maxFileSize,
                minFreeSpace,
                disk,
                shared);
    }
}
