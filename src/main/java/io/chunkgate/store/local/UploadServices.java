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
 * @param locks     of names that are published, renamed or created
 * @param renamer   renames files and folders
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
        NameLocks locks,
        Renamer renamer,
        Publisher publisher) {

    /** Blocks. */
    static UploadServices of(
            StoreRoot root, UploadSettings settings, UploadWorkers workers, SpaceReservations.Evictor evictor)
            throws IOException {
        OpenFolder uploads = root.uploads();
        UploadFolder folder = new UploadFolder(uploads, new EndedUploads(root.ended(), settings), settings.disk());
        NameLocks locks = new NameLocks();
        Renamer renamer = new Renamer(workers);
        FreeSpace space = new FreeSpace(root.path(), settings.minFreeSpace());
        return new UploadServices(
                root,
                settings,
                workers,
                folder,
                space,
                new SpaceReservations(space, settings, evictor),
                new FreeInodes(root.path()),
                locks,
                renamer,
                new Publisher(root, settings, locks, renamer));
    }
}
