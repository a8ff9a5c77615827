package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of an upload, open and locked, so that every other process and every other store of this one can tell that
 * they are in use. The kernel drops a process's lock as soon as the process closes any descriptor of the file, so a file
 * that is locked here is not opened a second time, or its lock is renewed. Everything here blocks.
 */
final class UploadLock {
    private static final int CREATE_ATTEMPTS = 10;

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;
    private FileLock lock;

    private UploadLock(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Another process has locked the file, so that nothing of it is ours any more. */
    static final class LostException extends IOException {
        LostException(Path path) {
            super(path + ": another process has locked it");
        }
    }

    /**
     * Makes the file and locks it. Another process that has the folder too may take the file for one that was abandoned,
     * before it is locked, and delete it: then it is made again.
     */
    static UploadLock create(Path path) throws IOException {
        for (int attempt = 0; attempt < CREATE_ATTEMPTS; attempt++) {
            Optional<UploadLock> lock = open(path, StandardOpenOption.CREATE);
            if (lock.isPresent() && Files.exists(path)) {
                return lock.get();
            }
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
        throw new IOException("the new file " + path + " is locked already");
    }

    /** Locks a file that exists; empty when somebody uses it. */
    static Optional<UploadLock> tryOpen(Path path) throws IOException {
        return open(path, StandardOpenOption.WRITE);
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Takes the lock again, which the kernel has dropped as a descriptor of the file was closed: the JDK opens one to write
     * an extended attribute. To be called at once after that.
     *
     * @throws LostException when another process was quicker
     */
    void renew() throws IOException {
        lock.release();
        FileLock again = channel.tryLock();
        if (again == null) {
            throw new LostException(path);
        }
        lock = again;
    }

    void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(path);
        }
    }

    private static Optional<UploadLock> open(Path path, StandardOpenOption how) throws IOException {
        if (!HELD.add(path)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, how);
            Optional<FileLock> lock = tryLock(channel);
            locked = lock.isPresent();
            return lock.map(held -> new UploadLock(path, channel, held));
        } finally {
            if (!locked) {
                HELD.remove(path);
            }
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = Optional.ofNullable(channel.tryLock());
            return lock;
        } finally {
            if (lock.isEmpty()) {
                channel.close();
            }
        }
    }
}
