package io.chunkgate.store;

import java.time.Instant;

/** Something that lies in a folder. */
public sealed interface FolderEntry {
    /** Its own name, without those of the folders above. */
    String name();

    /** When it last changed. */
    Instant modified();

    /** A published file. */
    record File(FileInfo info) implements FolderEntry {
        @Override
        public String name() {
            return info.name().lastSegment();
        }

        @Override
        public Instant modified() {
            return info.modified();
        }
    }

    /** A folder in the folder. */
    record Folder(FolderName folder, Instant modified) implements FolderEntry {
        @Override
        public String name() {
            return folder.lastSegment();
        }
    }
}
