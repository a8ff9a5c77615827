package io.chunkgate.store.local;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Copies folders with everything in them, file by file. Symbolic links, pipes and devices are left out. Everything here blocks.
 */
final class FolderCopier {
    private final LocalFolders folders;
    private final FileCopier files;

    FolderCopier(LocalFolders folders, FileCopier files) {
        this.folders = folders;
        this.files = files;
    }

    /**
     * See {@link io.chunkgate.store.FileStore#copyFolder}.
     *
     * @param context not of this thread, which waits for its results
     */
    void copy(Context context, FolderName from, FolderName to) throws IOException {
        from.requireOutside(to);
        try (OpenFolder source = folders.existing(from)) {
            folders.create(to);
            copyEntries(context, source, from, to);
        }
    }

    private void copyEntries(Context context, OpenFolder source, FolderName from, FolderName to) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source.path())) {
            for (Path entry : entries) {
                copyUnlessGone(context, entry, from, to);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** An entry that was deleted since the folder was opened is left out. */
    private void copyUnlessGone(Context context, Path entry, FolderName from, FolderName to) throws IOException {
        try {
            copyEntry(context, entry, from, to);
        } catch (NoSuchFileException | StoreException e) {
            if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    private void copyEntry(Context context, Path entry, FolderName from, FolderName to) throws IOException {
        FileVersion.Kind kind = FileVersion.of(entry).kind();
        if (kind == FileVersion.Kind.FOLDER) {
            String segment = segment(entry, from);
            copy(context, new FolderName(from.entry(segment)), new FolderName(to.entry(segment)));
        } else if (kind == FileVersion.Kind.FILE) {
            String segment = segment(entry, from);
            files.copy(
                    context,
                    new CopySpec(
                            FileName.of(from.entry(segment)),
                            FileName.of(to.entry(segment)),
                            new PublishCondition.Anything(),
                            new PublishCondition.MustBeNew()));
        }
    }

    /** @throws StoreException {@code INVALID_ARGUMENT} for a name that is not UTF-8, which the copy could not have */
    private static String segment(Path entry, FolderName folder) {
        String segment = entry.getFileName().toString();
        if (!LocalFolderListing.isText(entry, segment)) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "name", "'" + folder.entry(segment) + "'", "UTF-8");
        }
        return segment;
    }
}
