package io.chunkgate.store.local;

import java.io.IOException;

/**
 * What the uploads of one store share.
 *
 * @param root      where they are published
 * @param folder    their files until then
 * @param space     free space of the disk
 * @param publisher publishes them
 * @param blocks    memory for reads of followers
 */
record UploadServices(
        StoreRoot root,
        UploadSettings settings,
        UploadWorkers workers,
        UploadFolder folder,
        FreeSpace space,
        Publisher publisher,
        FileBufferPool blocks) {

    /** Blocks. */
    static UploadServices of(StoreRoot root, UploadSettings settings, UploadWorkers workers, FileBufferPool blocks)
            throws IOException {
        UploadFolder folder = new UploadFolder(root.uploads());
        return new UploadServices(
                root,
                settings,
                workers,
                folder,
                new FreeSpace(folder.path(), settings.minFreeSpace()),
                new Publisher(root, settings, workers),
                blocks);
    }
}
