package io.chunkgate.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk in memory of a given size, mounted until this is closed; for tests with {@link Need#MOUNT}. */
public final class TmpfsDisk implements AutoCloseable {
    private final Path folder;

    private TmpfsDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts a disk.
     *
     * @param folder created
     */
    public static TmpfsDisk mount(Path folder, int mebibytes) throws IOException {
        Files.createDirectory(folder);
        Command.of("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder)
                .run()
                .succeeded();
        return new TmpfsDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        Command.of("umount", folder).run().succeeded();
    }
}
