package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.LinkException;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The root folder of the files. Opens folders by their names, and refuses those that are outside the root or in the gateway's
 * own folder: what was opened is checked, not what a path led to before. Names with symbolic links fail with {@link
 * LinkException}. Everything here blocks.
 *
 * <p>Every folder is opened from the descriptor of the root, so no operation reads or changes another folder that has the
 * root's path later. {@link #requirePresent} fails while the path does not lead to the root: it was unmounted, renamed, deleted,
 * or something else is in its place. The root is unavailable from then on, until {@link #check} finds it again by the id of its
 * {@link RootMarker}.
 */
final class StoreRoot implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRoot.class);
    private static final String UPLOADS = "uploads";
    private static final String ENDED = "ended";
    /** A path through a descriptor is used at once. If the descriptor's number is that of another file by then, it is not. */
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Path root;
    private final Path own;
    private final UploadSettings.Disk disk;
    private final OpenFolder top;
    private final OpenFolder uploads = OpenFolder.unavailable();
    private final OpenFolder ended = OpenFolder.unavailable();
    private final Object key;
    private volatile Optional<String> id = Optional.empty();
    private final Queue<Replaced> replaced = new ArrayDeque<>();
    /** Folders that were created, and whose parents are not synced yet. */
    private final Set<FolderName> unsynced = ConcurrentHashMap.newKeySet();

    private boolean closed;

    private record Replaced(Closeable folder, long nanoTime) {}

    private StoreRoot(OpenFolder top, UploadSettings.Disk disk) throws IOException {
        this.root = top.place();
        this.disk = disk;
        this.own = root.resolve(FileName.OWN_FOLDER);
        this.top = top;
        this.key = top.key();
    }

    /**
     * Opens the root; the caller closes it.
     *
     * @param folder created if it is missing, with its parents; it is durable then
     */
    static StoreRoot at(Path folder, UploadSettings.Disk disk) throws IOException {
        createWithParents(folder.toAbsolutePath(), disk);
        return new StoreRoot(OpenFolder.open(folder.toRealPath()), disk);
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

    /**
     * Opens the root with an id.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the folder has no marker, or that of another root
     */
    static StoreRoot withId(Path folder, String id, UploadSettings.Disk disk) throws IOException {
        StoreRoot root = new StoreRoot(OpenFolder.open(folder.toRealPath()), disk);
        Optional<String> found = RootMarker.read(root.top);
        if (!found.equals(Optional.of(id))) {
            root.close();
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "store.id of " + folder, found.orElse("none"), id);
        }
        return root;
    }

    /** The path of the root, without links. */
    Path path() {
        return root;
    }

    /**
     * The folder of uploads that are not published; created if it is missing, with the marker. It is unavailable while the root
     * is. The caller, who calls this once, closes it.
     */
    OpenFolder uploads() throws IOException {
        attachOwn(top);
        id = RootMarker.ensure(top, id, disk);
        return uploads;
    }

    /** The folder of the records of ended uploads, which {@link #uploads} creates. The caller, who calls this once, closes it. */
    OpenFolder ended() {
        return ended;
    }

    private void attachOwn(OpenFolder top) throws IOException {
        replaced(uploads.replaceBy(createOwn(top, UPLOADS)));
        replaced(ended.replaceBy(createOwn(top, ENDED)));
    }

    private OpenFolder createOwn(OpenFolder top, String segment) throws IOException {
        create(top, FileName.OWN_FOLDER);
        try (OpenFolder own = exactly(top, FileName.OWN_FOLDER)) {
            create(own, segment);
            return exactly(own, segment);
        }
    }

    private void create(OpenFolder parent, String segment) throws IOException {
        try {
            Files.createDirectory(parent.entry(segment));
            sync(parent);
        } catch (FileAlreadyExistsException known) {
            // Opened next, which fails unless it is a folder.
        }
    }

    private static OpenFolder exactly(OpenFolder parent, String segment) throws IOException {
        Path wanted = parent.place().resolve(segment);
        OpenFolder opened = parent.folder(segment);
        if (!opened.place().equals(wanted)) {
            Path place = opened.place();
            opened.close();
            throw new FileSystemException(wanted + ": leads to " + place + " (expected: no symbolic link)");
        }
        return opened;
    }

    /** Returns whether the root is where it was; else it is unavailable from now on. */
    boolean isPresent() {
        boolean present = top.isInPlace();
        if (!present) {
            leave();
        }
        return present;
    }

    /** @throws StoreException {@code UNAVAILABLE} when the root is not where it was */
    void requirePresent() {
        if (!isPresent()) {
            throw StoreErrors.rootUnavailable();
        }
    }

    private synchronized void leave() {
        if (top.isOpen() && !top.isInPlace()) { // It may be back since the caller checked it.
            LOG.error(
                    "The folder of the store, {}, is gone: unmounted, renamed or replaced. All requests fail with UNAVAILABLE"
                            + " until it is back (expected: the folder with the {} of this store)",
                    root,
                    id.isPresent() ? "file " + FileName.OWN_FOLDER + "/id" : "inode");
            replaced(top.suspend());
            replaced(uploads.suspend());
            replaced(ended.suspend());
        }
    }

    /** Looks for the root if it is unavailable, and creates the folder of uploads again if it was deleted. */
    synchronized void check() throws IOException {
        closeReplaced(System.nanoTime() - UNUSED_NANOS);
        if (closed) {
            return;
        }
        if (!top.isOpen()) {
            comeBack();
        } else if (isPresent() && !(uploads.isInPlace() && ended.isInPlace())) {
            attachOwn(top);
            id = RootMarker.ensure(top, id, disk);
            LOG.warn("The folder {} was deleted or replaced, with the uploads that were not finished", own);
        }
    }

    /** Creates the folder of uploads again if it was deleted. */
    void requireUploads() throws IOException {
        if (!uploads.isInPlace()) {
            check();
        }
    }

    private void comeBack() throws IOException {
        OpenFolder found;
        try {
            found = OpenFolder.open(root);
        } catch (IOException missing) {
            return;
        }
        boolean used = false;
        try {
            if (found.place().equals(root) && found.isInPlace() && isThis(found)) {
                attachOwn(found);
                replaced(top.replaceBy(found));
                used = true;
                LOG.warn("The folder of the store, {}, is back", root);
            }
        } finally {
            if (!used) {
                found.close();
            }
        }
    }

    /** The numbers of a device and of its root folder can be those of another file system by now; an id cannot. */
    private boolean isThis(OpenFolder found) throws IOException {
        return id.isPresent() ? RootMarker.read(found).equals(id) : found.key().equals(key);
    }

    private synchronized void replaced(Closeable folder) {
        replaced.add(new Replaced(folder, System.nanoTime()));
    }

    private void closeReplaced(long before) throws IOException {
        while (!replaced.isEmpty() && replaced.element().nanoTime - before < 0) {
            replaced.remove().folder.close();
        }
    }

    /** Closes all but the folder of uploads. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeReplaced(System.nanoTime() + 1);
        top.close();
    }

    /**
     * Opens a folder; the caller closes it.
     *
     * @throws StoreException {@code PERMISSION_DENIED} when it is outside the root, {@link LinkException} for a link
     */
    OpenFolder folder(FolderName name) throws IOException {
        OpenFolder folder = top.folder(name.value());
        Path place = folder.place();
        if (!place.equals(root.resolve(name.value()))) {
            folder.close();
            requirePresent();
            throw elsewhere(name.value(), place);
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
        try {
            return elsewhere(name.value(), root.resolve(name.value()).toRealPath());
        } finally {
            requirePresent(); // Else the path is not that of the link.
        }
    }

    /**
     * Opens the folder for publishing a file; missing folders are created and durable. The caller closes it.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when the name is a folder, or lies below a file
     */
    OpenFolder target(FileName name) throws IOException {
        requirePresent();
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
            if (isBelowFile(folder)) {
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
    private boolean isBelowFile(FolderName folder) {
        FolderName existing = folder;
        while (!existing.equals(FolderName.ROOT) && !Files.exists(top.entry(existing.value()))) {
            existing = existing.parent();
        }
        return Files.isRegularFile(top.entry(existing.value()));
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
