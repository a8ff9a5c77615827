package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The root folder of the files. Resolves names to paths, and refuses a path that, with symbolic links resolved, is outside
 * the root or in the gateway's own folder. Everything here blocks.
 */
final class StoreRoot {
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

    /** The folder of uploads that are not published; created if it is missing. */
    Path uploads() throws IOException {
        return Files.createDirectories(own.resolve("uploads"));
    }

    /** The path of a name, unchecked: only for checking again what {@link #existing} has found. */
    Path path(FileName name) {
        return root.resolve(name.value());
    }

    /** The real path of a file that exists. */
    Path existing(FileName name) throws IOException {
        Path real = root.resolve(name.value()).toRealPath();
        requireInside(real, name);
        return real;
    }

    /** The real path of a folder that exists. */
    Path folder(FolderName name) throws IOException {
        Path real = root.resolve(name.value()).toRealPath();
        requireInside(real, name);
        if (!Files.isDirectory(real)) {
            throw new NoSuchFileException(name.value());
        }
        return real;
    }

    /**
     * The path for publishing a file; its folders are created and durable.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder, or lies below a file
     */
    Path target(FileName name) throws IOException {
        Path target = root.resolve(name.value());
        Path folder = createFolders(folderOf(target), name);
        requireNoFolder(target, name);
        return folder.resolve(target.getFileName());
    }

    /**
     * The path of a file that is to be deleted: a link itself, not its target.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder
     */
    Path removable(FileName name) throws IOException {
        requireNoFolder(existing(name), name);
        return path(name);
    }

    private static void requireNoFolder(Path path, FileName name) {
        if (Files.isDirectory(path)) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's");
        }
    }

    /** Makes renames in a folder survive a power loss. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The parent folder of a path below the root. */
    static Path folderOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "a path below the root has a folder");
    }

    private Path createFolders(Path folder, FileName name) throws IOException {
        try {
            Path real = folder.toRealPath();
            requireInside(real, name);
            if (!Files.isDirectory(real)) {
                throw new FileAlreadyExistsException(folder.toString());
            }
            return real;
        } catch (NoSuchFileException missing) {
            Path parent = createFolders(folderOf(folder), name);
            return createFolder(parent.resolve(folder.getFileName()));
        } catch (FileAlreadyExistsException file) {
            throw belowFile(name);
        } catch (FileSystemException unknown) {
            if (isBelowFile(folder)) {
                throw belowFile(name);
            }
            throw unknown;
        }
    }

    /** Java has no type of exception for this. */
    private boolean isBelowFile(Path folder) {
        Path existing = folder;
        while (!existing.equals(root) && !Files.exists(existing)) {
            existing = folderOf(existing);
        }
        return Files.isRegularFile(existing);
    }

    private static StoreException belowFile(FileName name) {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not below a file");
    }

    private static Path createFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            sync(folderOf(folder));
        } catch (FileAlreadyExistsException racing) {
            return folder.toRealPath();
        }
        return folder;
    }

    private void requireInside(Path real, Object name) {
        if (!real.startsWith(root) || real.startsWith(own)) {
            throw new StoreException(ErrorCode.PERMISSION_DENIED, "'" + name + "': leads out of the store");
        }
    }
}
