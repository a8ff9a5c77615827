package io.chunkgate.store.local;

import java.io.IOException;

/**
 * What the uploads of one store share.
 *
 * @param root      where they are published
 * @param folder    their files until then
 * @param space     free space of the disk
 * @param reservations who may have it
 * @param publisher publishes them
 */
record UploadServices(
        StoreRoot root,
        UploadSettings settings,
        UploadWorkers workers,
        UploadFolder folder,
        FreeSpace space,
        SpaceReservations reservations,
        Publisher publisher) {

    /** Blocks. */
    static UploadServices of(
            StoreRoot root, UploadSettings settings, UploadWorkers workers, SpaceReservations.Evictor evictor)
            throws IOException {
        UploadFolder folder = new UploadFolder(root.uploads());
        FreeSpace space = new FreeSpace(folder.path(), settings.minFreeSpace());
        return new UploadServices(
                root,
                settings,
                workers,
                folder,
                space,
                new SpaceReservations(space, settings, evictor),
                new Publisher(root, settings, workers));
    }
}
