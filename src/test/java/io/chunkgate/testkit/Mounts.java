package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** File systems that a test mounts, for {@link Need#MOUNT}; all are unmounted when this is closed. */
public final class Mounts implements AutoCloseable {
    private final Deque<Path> mounted = new ArrayDeque<>();

    /** Mounts a new disk in memory, of so many bytes and inodes, on a folder, which is created. */
    public Path disk(Path folder, int byteCount, int inodes) {
        return mount(folder, "-t", "tmpfs", "-o", "size=" + byteCount + ",nr_inodes=" + inodes, "tmpfs", folder);
    }

    /** Mounts a folder on another one, which is created. */
    public Path bind(Path source, Path folder) {
        return mount(folder, "--bind", source, folder);
    }

    private Path mount(Path folder, Object... arguments) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.of("mount").with(arguments).run().succeeded();
        mounted.push(folder);
        return folder;
    }

    public void remount(Path folder, String option) {
        Command.of("mount", "-o", "remount," + option, folder).run().succeeded();
    }

    /** Removes the last mount of a folder from the tree of names; what is open continues. */
    public void unmount(Path folder) {
        Command.of("umount", "-l", folder).run().succeeded();
        mounted.removeFirstOccurrence(folder);
    }

    @Override
    public void close() {
        while (!mounted.isEmpty()) {
            Command.of("umount", "-l", mounted.pop()).run();
        }
    }
}
