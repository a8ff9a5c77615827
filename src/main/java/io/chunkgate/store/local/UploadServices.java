package io.chunkgate.store.local;

import java.io.IOException;

/**
 * What the uploads of one store share.
 *
 * @param root      where they are published
 * @param folder    their files until then
 * @param space     free space of the disk
 * @param reservations who may have it
 * @param inodes    its free inodes
 * @param publisher publishes them
 */
record UploadServices(
        StoreRoot root,
        UploadSettings settings,
        UploadWorkers workers,
        UploadFolder folder,
        FreeSpace space,
        SpaceReservations reservations,
        FreeInodes inodes,
        Publisher publisher) {

    /** Blocks. */
    static UploadServices of(
            StoreRoot root, UploadSettings settings, UploadWorkers workers, SpaceReservations.Evictor evictor)
            throws IOException {
        OpenFolder uploads = root.uploads();
        UploadFolder folder = new UploadFolder(uploads, new EndedUploads(root.ended(), settings), settings.disk());
        FreeSpace space = new FreeSpace(root.path(), settings.minFreeSpace());
        return new UploadServices(
                root,
                settings,
                workers,
                folder,
                space,
                new SpaceReservations(space, settings, evictor),
                new FreeInodes(root.path()),
                new Publisher(root, settings, workers));
    }
}
