package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of an upload, open and locked, so that every other process and every other store of this one can tell that
 * they are in use. The kernel drops a process's lock as soon as the process closes any descriptor of the file, so a file
 * that is locked here is never opened a second time. Everything here blocks.
 */
final class UploadLock {
    private static final int CREATE_ATTEMPTS = 10;

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private UploadLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
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
            locked = tryLock(channel);
            return locked ? Optional.of(new UploadLock(path, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                HELD.remove(path);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }
}
