package io.chunkgate.store.local;

import java.io.IOException;

/**
 * What the uploads of one store share.
 *
 * @param root      where they are published
 * @param folder    their files until then
 * @param space     free space of the disk
 * @param publisher publishes them
 */
record UploadServices(
        StoreRoot root,
        UploadSettings settings,
        UploadWorkers workers,
        UploadFolder folder,
        FreeSpace space,
        Publisher publisher) {

    /** Blocks. */
    static UploadServices of(StoreRoot root, UploadSettings settings, UploadWorkers workers) throws IOException {
        UploadFolder folder = new UploadFolder(root.uploads());
        return new UploadServices(
                root,
                settings,
                workers,
                folder,
                new FreeSpace(root.path(), settings.minFreeSpace()),
                new Publisher(root, settings, workers));
    }
}
