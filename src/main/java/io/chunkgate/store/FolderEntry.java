package io.chunkgate.store;

import java.time.Instant;

/** A file or folder in a folder. */
public sealed interface FolderEntry {
    /** The last segment of the name. */
    String name();

    /** When it changed last. */
    Instant modified();

    /** The same file or folder under another name. */
    FolderEntry withName(FileName name);

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

        @Override
        public File withName(FileName name) {
            return new File(info.withName(name));
        }
    }

    /** A folder in the folder. */
    record Folder(FolderName folder, Instant modified) implements FolderEntry {
        @Override
        public String name() {
            return folder.lastSegment();
        }

        @Override
        public Folder withName(FileName name) {
            return new Folder(FolderName.of(name), modified);
        }
    }
}
