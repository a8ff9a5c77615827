package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, deletes and renames folders, and syncs the folders that they are in. Everything here blocks. */
final class LocalFolders {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFolders.class);

    private final StoreRoot root;
    private final NameLocks locks;

    LocalFolders(UploadServices services) {
        this.root = services.root();
        this.locks = services.locks();
    }

    /** See {@link io.chunkgate.store.FileStore#createFolder}. */
    void create(FolderName folder) throws IOException {
        if (folder.equals(FolderName.ROOT)) {
            throw StoreErrors.alreadyExists(folder);
        }
        FileName name = FileName.of(folder.value());
        locks.locked(name, () -> {
            try (OpenFolder parent = parentOf(folder)) {
                Files.createDirectory(parent.entry(folder.lastSegment()));
                sync(parent, folder, "created");
                return name;
            } catch (FileAlreadyExistsException taken) {
                throw StoreErrors.alreadyExists(folder);
            }
        });
    }

    /** See {@link io.chunkgate.store.FileStore#deleteFolder}. */
    void delete(FolderName folder, boolean whole) throws IOException {
        folder.requireNotRoot("folder");
        try (OpenFolder opened = existing(folder);
                OpenFolder parent = existing(folder.parent())) {
            Path entry = parent.entry(folder.lastSegment());
            if (whole) {
                FolderDeletion.deleteWhole(opened, entry, folder);
            } else {
                FolderDeletion.deleteEmpty(entry, folder);
            }
            sync(parent, folder, "deleted");
        }
    }

    /** See {@link io.chunkgate.store.FileStore#moveFolder}. */
    void move(FolderName from, FolderName to) throws IOException {
        from.requireOutside(to);
        FileName name = FileName.of(to.value());
        locks.locked(FileName.of(from.value()), name, () -> {
            existing(from).close();
            try (OpenFolder source = existing(from.parent());
                    OpenFolder target = parentOf(to)) {
                requireFree(target, to);
                rename(source.entry(from.lastSegment()), target.entry(to.lastSegment()), from, to);
                sync(target, to, "moved");
                if (!source.key().equals(target.key())) {
                    sync(source, to, "moved");
                }
                return name;
            }
        });
    }

    /** A rename replaces a folder only if that is empty: one that another process creates at the same moment. */
    private static void rename(Path from, Path to, FolderName source, FolderName target) throws IOException {
        try {
            Renamer.rename(from, to, target);
        } catch (NoSuchFileException gone) {
            throw StoreErrors.folderNotFound(source);
        } catch (FileSystemException e) {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                throw StoreErrors.alreadyExists(target);
            }
            throw e;
        }
    }

    /**
     * Opens a folder; the caller closes it.
     *
     * @throws StoreException {@code NOT_FOUND}
     */
    OpenFolder existing(FolderName folder) throws IOException {
        try {
            return root.folder(folder);
        } catch (IOException e) {
            if (DiskErrors.isAbsent(e)) {
                throw StoreErrors.folderNotFound(folder);
            }
            throw e;
        }
    }

    /**
     * Opens the folder that another one is to be in; the caller closes it.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when it does not exist
     */
    private OpenFolder parentOf(FolderName folder) throws IOException {
        try {
            return root.folder(folder.parent());
        } catch (IOException e) {
            if (DiskErrors.isAbsent(e)) {
                throw StoreException.unexpected(
                        ErrorCode.FAILED_PRECONDITION, "folder of '" + folder + "'", "missing", "a folder that exists");
            }
            throw e;
        }
    }

    /** @throws StoreException {@code ALREADY_EXISTS} */
    private static void requireFree(OpenFolder parent, FolderName folder) {
        if (Files.exists(parent.entry(folder.lastSegment()), LinkOption.NOFOLLOW_LINKS)) {
            throw StoreErrors.alreadyExists(folder);
        }
    }

    private void sync(OpenFolder parent, FolderName folder, String change) throws UnknownDurabilityException {
        try {
            root.sync(parent);
        } catch (IOException e) {
            LOG.error("Cannot sync the folder of '{}', which is {}: a power loss may undo it", folder, change, e);
            throw UnknownDurabilityException.ofFolder(folder, change);
        }
    }
}
