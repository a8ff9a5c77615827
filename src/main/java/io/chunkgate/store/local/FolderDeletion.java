package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Deletes folders, with everything in them if so requested. Entries are reached through open folders, and symbolic links are
 * deleted themselves: nothing outside is deleted, also while a local program renames folders. Everything here blocks.
 */
final class FolderDeletion {
    /** How often what was added meanwhile is deleted too. */
    private static final int ATTEMPTS = 10;

    private FolderDeletion() {}

    /** @param entry in its open folder */
    static void deleteEmpty(Path entry, FolderName folder) throws IOException {
        try {
            Files.delete(entry);
        } catch (DirectoryNotEmptyException e) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "folder", "'" + folder + "'", "an empty folder");
        } catch (NoSuchFileException gone) {
            throw StoreErrors.folderNotFound(folder);
        }
    }

    /** @param entry of the opened folder in the one that it is in */
    static void deleteWhole(OpenFolder opened, Path entry, FolderName folder) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            deleteEntries(opened);
            if (deleteIfEmpty(entry)) {
                return;
            }
        }
        throw StoreException.temporary("'" + folder + "': files were added while it was deleted; try again");
    }

    /** Returns false when entries were added meanwhile. */
    private static boolean deleteIfEmpty(Path entry) throws IOException {
        try {
            Files.deleteIfExists(entry);
            return true;
        } catch (DirectoryNotEmptyException added) {
            return false;
        }
    }

    private static void deleteEntries(OpenFolder opened) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(opened.path())) {
            for (Path entry : entries) {
                deleteEntry(opened, entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void deleteEntry(OpenFolder opened, Path entry) throws IOException {
        try {
            if (FileVersion.of(entry).kind() != FileVersion.Kind.FOLDER) {
                Files.delete(entry);
                return;
            }
            try (OpenFolder inner = opened.folderAt(entry)) {
                if (inner.place().equals(opened.place().resolve(entry.getFileName()))) {
                    deleteEntries(inner);
                    deleteIfEmpty(entry);
                }
            }
        } catch (NoSuchFileException gone) {
            // Another one has deleted it.
        }
    }
}
