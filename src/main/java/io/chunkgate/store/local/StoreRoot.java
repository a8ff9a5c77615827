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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The root folder of the files. Opens folders by their names, and refuses those that are outside the root or in the gateway's
 * own folder: what was opened is checked, not what a path led to before. Names with symbolic links fail with {@link
 * LinkException}. Everything here blocks.
 */
final class StoreRoot {
    private static final String UPLOADS = "uploads";

    private final Path root;
    private final Path own;
    private final UploadSettings.Disk disk;
    /** Folders that were created, and whose parents are not synced yet. */
    private final Set<FolderName> unsynced = ConcurrentHashMap.newKeySet();

    private StoreRoot(Path root, UploadSettings.Disk disk) {
        this.root = root;
        this.disk = disk;
        this.own = root.resolve(FileName.OWN_FOLDER);
    }

    /** @param folder created if it is missing, with its parents; it is durable then */
    static StoreRoot at(Path folder, UploadSettings.Disk disk) throws IOException {
        createWithParents(folder.toAbsolutePath(), disk);
        return new StoreRoot(folder.toRealPath(), disk);
    }

    private static void createWithParents(Path folder, UploadSettings.Disk disk) throws IOException {
        Path parent = folder.getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        createWithParents(parent, disk);
        Files.createDirectories(folder); // Fails unless it is a folder by now.
        try (OpenFolder changed = OpenFolder.open(parent)) {
            changed.sync(disk);
        }
    }

    /** Makes changes of a folder's entries survive a power loss. */
    void sync(OpenFolder folder) throws IOException {
        folder.sync(disk);
    }

    /** The folder of uploads that are not published; created if it is missing. The caller closes it. */
    OpenFolder uploads() throws IOException {
        create(root, FileName.OWN_FOLDER);
        create(own, UPLOADS);
        return exactly(own.resolve(UPLOADS));
    }

    private void create(Path parent, String segment) throws IOException {
        try (OpenFolder folder = exactly(parent)) {
            Files.createDirectory(folder.entry(segment));
            sync(folder);
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
            return synced(folder(folder), folder);
        } catch (NoSuchFileException missing) {
            if (folder.equals(FolderName.ROOT)) {
                throw missing;
            }
            createFolder(folder, name);
            return synced(folder(folder), folder);
        } catch (FileSystemException unknown) {
            if (isBelowFile(root.resolve(folder.value()))) {
                throw belowFile(name);
            }
            throw unknown;
        }
    }

    private void createFolder(FolderName folder, FileName name) throws IOException {
        try (OpenFolder parent = createFolders(folder.parent(), name)) {
            unsynced.add(folder);
            Files.createDirectory(parent.entry(folder.lastSegment()));
            sync(parent);
            unsynced.remove(folder);
        } catch (FileAlreadyExistsException racing) {
            // Opened as it is.
        }
    }

    /** Another thread may have created the folder, or one above it, and not synced it yet. */
    private OpenFolder synced(OpenFolder opened, FolderName name) throws IOException {
        boolean synced = false;
        try {
            for (FolderName created = name;
                    !unsynced.isEmpty() && !created.equals(FolderName.ROOT);
                    created = created.parent()) {
                syncCreated(created);
            }
            synced = true;
            return opened;
        } finally {
            if (!synced) {
                opened.close();
            }
        }
    }

    private void syncCreated(FolderName created) throws IOException {
        if (unsynced.contains(created)) {
            try (OpenFolder parent = folder(created.parent())) {
                sync(parent);
            }
            unsynced.remove(created);
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
