package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.LinkException;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The root folder of the files. Opens folders by their names, and refuses those that are outside the root or in the gateway's
 * own folder: what was opened is checked, not what a path led to before. Names with symbolic links fail with {@link
 * LinkException}. Everything here blocks.
 */
final class StoreRoot {
    private static final String UPLOADS = "uploads";
    private static final String ENDED = "ended";

    private final Path root;
    private final Path own;

    private StoreRoot(Path root) {
        this.root = root;
        this.own = root.resolve(FileName.OWN_FOLDER);
    }

    /** @param folder created if it is missing */
    static StoreRoot at(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new StoreRoot(folder.toRealPath());
    }

    /** The folder of uploads that are not published; created if it is missing. The caller closes it. */
    OpenFolder uploads() throws IOException {
        return own(UPLOADS);
    }

    /** The folder of the records of ended uploads; created if it is missing. The caller closes it. */
    OpenFolder ended() throws IOException {
        return own(ENDED);
    }

    private OpenFolder own(String segment) throws IOException {
        create(root, FileName.OWN_FOLDER);
        create(own, segment);
        return exactly(own.resolve(segment));
    }

    private static void create(Path parent, String segment) throws IOException {
        try (OpenFolder folder = exactly(parent)) {
            Files.createDirectory(folder.entry(segment));
        } catch (FileAlreadyExistsException known) {
            // Opened next, which fails unless it is a folder.
        }
    }

    private static OpenFolder exactly(Path folder) throws IOException {
        OpenFolder opened = OpenFolder.open(folder);
        if (!opened.place().equals(folder)) {
            opened.close();
            throw new FileSystemException(folder + ": leads to " + opened.place() + " (expected: no symbolic link)");
        }
        return opened;
    }

    /**
     * Opens a folder; the caller closes it.
     *
     * @throws StoreException {@code PERMISSION_DENIED} when it is outside the root, {@link LinkException} for a link
     */
    OpenFolder folder(FolderName name) throws IOException {
        Path wanted = root.resolve(name.value());
        OpenFolder folder = OpenFolder.open(wanted);
        if (!folder.place().equals(wanted)) {
            folder.close();
            throw elsewhere(name.value(), folder.place());
        }
        return folder;
    }

    /** As {@link #folder}, of the folder that a file is in. */
    OpenFolder folderOf(FileName name) throws IOException {
        return folder(name.folder());
    }

    /** Fails with {@link LinkException} when a folder of the name is a link; ignores a missing one. */
    void requireNoLinkTo(FileName name) throws IOException {
        try {
            folderOf(name).close();
        } catch (NoSuchFileException missing) {
            // The name has no link that leads to a folder.
        }
    }

    /** Describes a file, as {@link #version} does. */
    FileInfo info(FileName name) throws IOException {
        try (OpenFolder folder = folderOf(name)) {
            Path path = folder.entry(name.lastSegment());
            return FileInfoReader.of(name, path, version(path, name));
        }
    }

    /**
     * The version of a file.
     *
     * @param path of the file in its open folder
     * @throws StoreException {@code NOT_FOUND} for a folder, pipe or device, {@link LinkException} for a link
     */
    FileVersion version(Path path, FileName name) throws IOException {
        FileVersion version = FileVersion.of(path);
        return switch (version.kind()) {
            case FILE -> version;
            case LINK -> throw link(name);
            case FOLDER, OTHER -> throw StoreErrors.fileNotFound(name);
        };
    }

    /**
     * Describes the file that a rename would replace, or a deletion remove. Of a link that is the link itself, whose entity
     * tag is not the one of the file that it leads to.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder, or a link to one
     */
    FileInfo replaceable(OpenFolder folder, FileName name) throws IOException {
        requireNoFolder(folder, name);
        Path path = folder.entry(name.lastSegment());
        FileVersion version = FileVersion.of(path);
        return version.kind() == FileVersion.Kind.LINK
                ? FileInfoReader.of(name, version, Optional.empty())
                : FileInfoReader.of(name, path, version(path, name));
    }

    /** The failure of a name that is a link. The file at the link's target is opened by its own name, and checked again. */
    StoreException link(FileName name) throws IOException {
        return elsewhere(name.value(), root.resolve(name.value()).toRealPath());
    }

    /**
     * Opens the folder for publishing a file; missing folders are created and durable. The caller closes it.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder, or lies below a file
     */
    OpenFolder target(FileName name) throws IOException {
        OpenFolder folder = createFolders(name.folder(), name);
        boolean usable = false;
        try {
            requireNoFolder(folder, name);
            usable = true;
            return folder;
        } finally {
            if (!usable) {
                folder.close();
            }
        }
    }

    /** @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder, or a link to one */
    static void requireNoFolder(OpenFolder folder, FileName name) {
        if (Files.isDirectory(folder.entry(name.lastSegment()))) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's");
        }
    }

    private OpenFolder createFolders(FolderName folder, FileName name) throws IOException {
        try {
            return folder(folder);
        } catch (NoSuchFileException missing) {
            if (folder.equals(FolderName.ROOT)) {
                throw missing;
            }
            createFolder(folder, name);
            return folder(folder);
        } catch (FileSystemException unknown) {
            if (isBelowFile(root.resolve(folder.value()))) {
                throw belowFile(name);
            }
            throw unknown;
        }
    }

    private void createFolder(FolderName folder, FileName name) throws IOException {
        try (OpenFolder parent = createFolders(folder.parent(), name)) {
            Files.createDirectory(parent.entry(folder.lastSegment()));
            parent.sync();
        } catch (FileAlreadyExistsException racing) {
            // Opened as it is.
        }
    }

    /** Java has no type of exception for this. */
    private boolean isBelowFile(Path folder) {
        Path existing = folder;
        while (!existing.equals(root) && !Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent(), "a path below the root has a folder");
        }
        return Files.isRegularFile(existing);
    }

    private static StoreException belowFile(FileName name) {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not below a file");
    }

    /** The failure of a name whose file or folder is at another place, under the root or not. */
    private StoreException elsewhere(String name, Path place) {
        if (place.startsWith(root) && !place.startsWith(own)) {
            try {
                return new LinkException(name, root.relativize(place).toString());
            } catch (StoreException unnameable) {
                // No name leads there.
            }
        }
        return new StoreException(ErrorCode.PERMISSION_DENIED, "'" + name + "': leads out of the store");
    }
}
