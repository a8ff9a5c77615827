package io.chunkgate.store.memory;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The folders of a {@link MemoryFileStore}: those that were created, and those that files lie in. */
final class MemoryFolders {
    private final NavigableMap<String, MemoryFileStore.Published> files;
    private final NavigableMap<String, Instant> created = new ConcurrentSkipListMap<>();

    MemoryFolders(NavigableMap<String, MemoryFileStore.Published> files) {
        this.files = files;
    }

    /** Created folders, with the time of that. */
    NavigableMap<String, Instant> created() {
        return created;
    }

    boolean isFolder(FolderName folder) {
        return folder.equals(FolderName.ROOT)
                || created.containsKey(folder.value())
                || below(folder).findAny().isPresent();
    }

    /** The files and created folders in a folder. */
    private Stream<String> below(FolderName folder) {
        return Stream.concat(files.keySet().stream(), created.keySet().stream())
                .filter(name -> name.startsWith(folder + ""));
    }

    /** @throws StoreException when the name cannot be that of a file */
    void requireFileName(FileName name) {
        boolean belowFile =
                files.keySet().stream().anyMatch(file -> name.value().startsWith(file + "/"));
        if (belowFile || isFolder(FolderName.of(name))) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's and not below a file");
        }
    }

    void requireFolder(FolderName folder) {
        if (!isFolder(folder)) {
            throw StoreErrors.folderNotFound(folder);
        }
    }

    void create(FolderName folder) {
        if (isFolder(folder) || files.containsKey(folder.value())) {
            throw new StoreException(ErrorCode.ALREADY_EXISTS, "'" + folder + "': already exists");
        }
        if (!isFolder(folder.parent())) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "folder of '" + folder + "'", "missing", "a folder that exists");
        }
        created.put(folder.value(), Instant.now());
    }

    void delete(FolderName folder, boolean whole) {
        folder.requireNotRoot("folder");
        requireFolder(folder);
        List<String> content = below(folder).toList();
        if (!whole && !content.isEmpty()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "folder", "'" + folder + "'", "an empty folder");
        }
        files.keySet().removeAll(content);
        created.keySet().removeAll(content);
        created.remove(folder.value());
    }

    /** @param put publishes a file under a name */
    void copy(FolderName from, FolderName to, BiConsumer<FileName, byte[]> put) {
        from.requireOutside(to);
        requireFolder(from);
        List<String> content = below(from).toList();
        create(to);
        for (String name : content) {
            String copy = to + name.substring(from.value().length() + 1);
            MemoryFileStore.Published file = files.get(name);
            if (file == null) {
                created.put(copy, Instant.now());
            } else {
                put.accept(FileName.of(copy), file.bytes());
            }
        }
    }

    /** Fails for a name that is a folder. */
    void requireNoFolder(FileName name) {
        if (isFolder(FolderName.of(name))) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's");
        }
    }

    FileInfo requireFile(FileName name) {
        MemoryFileStore.Published found = files.get(name.value());
        if (found == null) {
            throw StoreErrors.fileNotFound(name);
        }
        return found.info();
    }
}
