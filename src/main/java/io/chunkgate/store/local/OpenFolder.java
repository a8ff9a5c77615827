package io.chunkgate.store.local;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open folder. Its entries are reached through its descriptor, so that they are entries of this folder even while a local
 * program renames it and puts a symbolic link in its place, or unmounts its file system. An entry that is itself a link is
 * followed by an operation unless it has {@code NOFOLLOW_LINKS}. On a system without {@code /proc} entries are reached by the
 * path that the folder had when it was opened. Everything here blocks.
 */
final class OpenFolder implements Closeable {
    private static final String DELETED = " (deleted)";

    /** Null while the folder is unavailable, and when it is closed. */
    private volatile @Nullable Opened opened;

    private OpenFolder(@Nullable Opened opened) {
        this.opened = opened;
    }

    /** A folder that is unavailable until {@link #replaceBy}. */
    static OpenFolder unavailable() {
        return new OpenFolder(null);
    }

    private static final class Opened {
        private final FileChannel channel;
        private final Path access;
        private final Path place;
        private volatile @Nullable Object key;

        Opened(FileChannel channel, Path access, Path place) {
            this.channel = channel;
            this.access = access;
            this.place = place;
        }

        Object key() throws IOException {
            Object known = key;
            if (known == null) {
                known = OpenFolder.key(access);
                key = known;
            }
            return known;
        }
    }

    /** Opens a folder, whatever links lead to it; the caller closes it, and checks its {@link #place}. */
    static OpenFolder open(Path folder) throws IOException {
        return open(folder, folder);
    }

    /** Opens the folder of that name in this folder, as {@link #open(Path)} does; the empty name is this folder. */
    OpenFolder folder(String name) throws IOException {
        Opened parent = opened();
        return open(parent.access.resolve(name), parent.place.resolve(name));
    }

    /** As {@link #folder}, for an entry that a listing of this folder has: its name may be no text. */
    OpenFolder folderAt(Path entry) throws IOException {
        return open(entry, opened().place.resolve(entry.getFileName()));
    }

    /** @param wanted where the folder is if no links lead to it */
    private static OpenFolder open(Path path, Path wanted) throws IOException {
        // With the dot, anything but a folder is an error, and a pipe is not opened.
        FileChannel channel = FileChannel.open(path.resolve("."), StandardOpenOption.READ);
        boolean opened = false;
        try {
            Optional<Path> access = DescriptorNumber.path(channel);
            Path place = access.isPresent() ? Files.readSymbolicLink(access.get()) : path.toRealPath();
            if (place.toString().equals(wanted + DELETED)) {
                throw new NoSuchFileException(wanted.toString());
            }
            opened = true;
            return new OpenFolder(new Opened(channel, access.orElse(place), place));
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** Where the folder was when it was opened, without links. */
    Path place() {
        return opened().place;
    }

    /** The folder itself; valid until it is closed. */
    Path path() {
        return opened().access;
    }

    /** An entry; valid until the folder is closed. */
    Path entry(String segment) {
        return opened().access.resolve(segment);
    }

    /** The device and the inode of the folder. Two open folders with equal keys are the same. */
    Object key() throws IOException {
        return opened().key();
    }

    /** The device and the inode of what a path leads to. */
    static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key; // On a system without inodes.
    }

    /**
     * Whether the path that the folder had when it was opened still leads to it: it was not deleted, renamed or unmounted, and
     * nothing is mounted over it.
     */
    boolean isInPlace() {
        Opened now = opened;
        try {
            return now != null
                    && (now.access.equals(now.place)
                            || Files.readSymbolicLink(now.access).equals(now.place))
                    && key(now.place).equals(now.key());
        } catch (IOException gone) {
            return false;
        }
    }

    boolean isOpen() {
        return opened != null;
    }

    /** Which opening this is; changes with {@link #replaceBy}. */
    Object opening() {
        return opened().channel;
    }

    /**
     * Makes this the same folder as a newly opened one, which is not used afterwards. Returns what was open before, or
     * nothing; it is closed when no path that was made before is in use.
     */
    Closeable replaceBy(OpenFolder fresh) {
        Closeable before = suspend();
        opened = fresh.opened;
        return before;
    }

    /** Makes the folder unavailable. Returns what was open, as {@link #replaceBy} does. */
    Closeable suspend() {
        Opened before = opened;
        opened = null;
        return before == null ? () -> {} : before.channel;
    }

    /** Makes changes of entries survive a power loss. */
    void sync(UploadSettings.Disk disk) throws IOException {
        Opened now = opened();
        disk.syncFolder(now.channel, now.place);
    }

    /** As {@link #sync}, for a folder that stays open: on another descriptor, since an interrupt of the thread closes it. */
    void syncEntries(UploadSettings.Disk disk) throws IOException {
        Opened now = opened();
        try (FileChannel own = FileChannel.open(now.access, StandardOpenOption.READ)) {
            disk.syncFolder(own, now.place);
        }
    }

    @Override
    public void close() throws IOException {
        suspend().close();
    }

    /** @throws StoreException {@code UNAVAILABLE} while the folder is unavailable */
    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw StoreErrors.rootUnavailable();
        }
        return now;
    }
}
