package io.chunkgate.store.local;

import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an upload, open for reading; the owner has them locked, against other processes and other stores of this
 * process. The kernel drops a lock of a process when the process closes any descriptor of the file. Therefore all users of a
 * file in this process share one descriptor, which the last of them closes. Everything here blocks.
 */
final class UploadLock {
    private static final int CREATE_ATTEMPTS = 10;

    private static final Map<Path, SharedDescriptor> OPEN = new ConcurrentHashMap<>();

    private final OpenFolder folder;
    private final String name;
    private final Path place;
    private final SharedDescriptor file;

    private UploadLock(OpenFolder folder, String name, Path place, SharedDescriptor file) {
        this.folder = folder;
        this.name = name;
        this.place = place;
        this.file = file;
    }

    /** Another process has locked the file, so this process must not write to it. */
    static final class LostException extends IOException {
        LostException(Path path) {
            super(path + ": another process has locked it");
        }
    }

    /**
     * Creates and locks the file. Another process may delete it as abandoned before it is locked; then it is created again.
     */
    static UploadLock create(OpenFolder folder, String name) throws IOException {
        for (int attempt = 0; attempt < CREATE_ATTEMPTS; attempt++) {
            UploadLock lock = open(folder, name, StandardOpenOption.CREATE);
            if (lock.tryLock() && Files.exists(lock.path())) {
                return lock;
            }
            lock.close();
        }
        throw new IOException("the new file " + folder.place().resolve(name) + " is locked already");
    }

    /** Opens a file that exists, without its lock. */
    static UploadLock open(OpenFolder folder, String name) throws IOException {
        return open(folder, name, StandardOpenOption.WRITE);
    }

    /** Opens and locks a file that exists; empty while it is locked already. */
    static Optional<UploadLock> tryOpen(OpenFolder folder, String name) throws IOException {
        UploadLock opened = open(folder, name);
        boolean locked = false;
        try {
            locked = opened.tryLock();
        } finally {
            if (!locked) {
                opened.close();
            }
        }
        return locked ? Optional.of(opened) : Optional.empty();
    }

    /** Valid while its folder is open. */
    Path path() {
        return folder.entry(name);
    }

    /**
     * Fails when the folder became unavailable and came back with another file of the name, such as with a copy of the disk:
     * this file is not what would be published.
     *
     * @throws StoreException {@code UNAVAILABLE}, also while the folder is unavailable
     */
    void requireInPlace() throws IOException {
        Object now = folder.opening();
        if (now == file.opening) {
            return;
        }
        if (!file.isAt(path())) {
            throw StoreException.temporary("the folder of the store was replaced; resume the upload");
        }
        file.opening = now;
    }

    FileChannel channel() {
        return file.channel;
    }

    /** Takes the lock; false while another user of this process or another process has it. */
    boolean tryLock() throws IOException {
        return file.tryLock(this);
    }

    /** Releases the lock, if this has it; the file stays open. */
    void unlock() throws IOException {
        file.unlock(this);
    }

    /**
     * Takes the lock again after an extended attribute was written: the JDK opens and closes a descriptor for that, and the
     * kernel then drops the lock.
     *
     * @throws LostException when another process has taken it
     */
    void renew() throws IOException {
        unlock();
        if (!tryLock()) {
            throw new LostException(place);
        }
    }

    /** Releases the lock, and closes the descriptor unless another user of this process has it too. */
    void close() throws IOException {
        try {
            OPEN.computeIfPresent(place, (key, known) -> known == file ? known.releasedBy(this) : known);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Two stores of one process may have the folder open, so its place is the key. */
    private static UploadLock open(OpenFolder folder, String name, StandardOpenOption how) throws IOException {
        Path place = folder.place().resolve(name);
        try {
            return new UploadLock(
                    folder,
                    name,
                    place,
                    OPEN.compute(place, (key, known) -> SharedDescriptor.retainOrOpen(folder, name, known, how)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The one descriptor of a file in this process, with the user that has the lock. */
    private static final class SharedDescriptor {
        private final FileChannel channel;
        private int users = 1;
        private @Nullable UploadLock holder;
        private @Nullable FileLock lock;
        /** The opening of the folder in which the name is known to lead to this file. */
        private volatile Object opening;

        private SharedDescriptor(FileChannel channel, Object opening) {
            this.channel = channel;
            this.opening = opening;
        }

        /** Called by one thread at a time for each path, as is {@link #releasedBy}. */
        static SharedDescriptor retainOrOpen(
                OpenFolder folder, String name, @Nullable SharedDescriptor known, StandardOpenOption how) {
            if (known != null) {
                known.users++;
                return known;
            }
            try {
                Object opening = folder.opening();
                Path path = folder.entry(name);
                FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, how, LinkOption.NOFOLLOW_LINKS);
                return new SharedDescriptor(channel, opening);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isAt(Path path) throws IOException {
            Optional<Path> opened = DescriptorNumber.path(channel);
            try {
                return opened.isPresent() && OpenFolder.key(opened.get()).equals(OpenFolder.key(path));
            } catch (NoSuchFileException none) {
                return false;
            }
        }

        @Nullable
        SharedDescriptor releasedBy(UploadLock user) {
            users--;
            try {
                unlock(user);
                if (users > 0) {
                    return this;
                }
                channel.close();
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        synchronized boolean tryLock(UploadLock user) throws IOException {
            if (holder == null) {
                lock = channel.tryLock();
                holder = lock == null ? null : user;
            }
            return holder == user;
        }

        synchronized void unlock(UploadLock user) throws IOException {
            FileLock held = lock;
            if (holder == user && held != null) {
                holder = null;
                lock = null;
                held.release();
            }
        }
    }
}
