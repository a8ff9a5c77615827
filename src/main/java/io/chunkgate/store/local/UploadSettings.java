package io.chunkgate.store.local;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * What an operator decides about uploads.
 *
 * @param expireAfter  how long an upload is kept that nobody writes to, and how long a finished one is known
 * @param maxOpen      unfinished uploads at the same time
 * @param digest       whether the SHA-256 is computed where no client asks for it
 * @param maxFileSize  in bytes
 * @param minFreeSpace bytes of the disk that uploads leave free
 * @param disk         makes bytes durable
 * @param shared       whether other nodes of a cluster have the folder too, and may take uploads over
 */
record UploadSettings(
        Duration expireAfter,
        int maxOpen,
        boolean digest,
        long maxFileSize,
        long minFreeSpace,
        Disk disk,
        boolean shared) {

    /** The step that only a disk can fail. */
    interface Disk {
        /** Returns when all that was written to the channel survives a power loss. Blocks. */
        void sync(FileChannel channel) throws IOException;
    }

    static UploadSettings of(GatewayConfig config) {
        return new UploadSettings(
                Duration.ofMillis(config.uploads().expireAfterMs()),
                config.uploads().maxOpen(),
                config.uploads().digest(),
                config.limits().maxFileSize(),
                config.limits().minFreeSpace(),
                channel -> channel.force(true),
                config.cluster().enabled());
    }

    /** Whether the folder has a record of such an upload: to resume it, or for the other nodes to follow it. */
    boolean keepsRecord(UploadSpec spec) {
        return shared || spec.resumable();
    }

    UploadSettings withExpireAfter(Duration expireAfter) {
        return new UploadSettings(expireAfter, maxOpen, digest, maxFileSize, minFreeSpace, disk, shared);
    }

    UploadSettings withMinFreeSpace(long minFreeSpace) {
        return new UploadSettings(expireAfter, maxOpen, digest, maxFileSize, minFreeSpace, disk, shared);
    }

    UploadSettings withShared() {
        return new UploadSettings(expireAfter, maxOpen, digest, maxFileSize, minFreeSpace, disk, true);
    }

    UploadSettings withDisk(Disk disk) {
        return new UploadSettings(expireAfter, maxOpen, digest, maxFileSize, minFreeSpace, disk, shared);
    }
}
