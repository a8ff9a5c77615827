package io.chunkgate.crash;

import io.chunkgate.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system in an image file, mounted on a folder, whose power a test can cut. Closing unmounts it.
 *
 * <p>The cut shuts the file system down without a write of what it holds in memory, its open journal transaction included
 * (FS_IOC_SHUTDOWN with NOLOGFLUSH, as xfstests do). What it had sent to the device stays, flushed or not: the device is one
 * without a volatile cache.
 */
final class ImageVolume implements AutoCloseable {
    private static final String SIZE = "1G";
    private static final String SHUT_DOWN = "my $flags = pack('L', 2);"
            + " sysopen(FOLDER, $ARGV[0], 0) && ioctl(FOLDER, 0x8004587d, $flags) or die $!";

    private final Path image;
    private final Path folder;

    /** @param type of the file system, such as {@code ext4} */
    ImageVolume(String type, Path image, Path folder) throws IOException {
        this.image = image;
        this.folder = folder;
        run("truncate", "-s", SIZE, image);
        run("mkfs." + type, "-q", image);
        Files.createDirectories(folder);
        mount();
    }

    /** From now on every write fails, and every sync. */
    void losePower() {
        run("perl", "-e", SHUT_DOWN, folder);
    }

    /** As after the next start of the machine: mounting replays the journal. No process may use the folder. */
    void mountAgain() {
        close();
        mount();
    }

    @Override
    public void close() {
        run("umount", folder);
    }

    private void mount() {
        run("mount", "-o", "loop", image, folder);
    }

    private static void run(Object... line) {
        Command.of(line).run().succeeded();
    }
}
