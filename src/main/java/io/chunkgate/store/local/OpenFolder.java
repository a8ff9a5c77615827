package io.chunkgate.store.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An open folder. Its entries are reached through its descriptor, so that they are entries of this folder even while a local
 * program renames it and puts a symbolic link in its place. An entry that is itself a link is followed by an operation
 * unless it has {@code NOFOLLOW_LINKS}. On a system without {@code /proc} entries are reached by the path that the folder
 * had when it was opened. Everything here blocks.
 */
final class OpenFolder implements Closeable {
    private static final String DELETED = " (deleted)";

    private final FileChannel channel;
    private final Path access;
    private final Path place;

    private OpenFolder(FileChannel channel, Path access, Path place) {
        this.channel = channel;
        this.access = access;
        this.place = place;
    }

    /** Opens a folder, whatever links lead to it; the caller closes it, and checks its {@link #place}. */
    static OpenFolder open(Path folder) throws IOException {
        // With the dot, anything but a folder is an error, and a pipe is not opened.
        FileChannel channel = FileChannel.open(folder.resolve("."), StandardOpenOption.READ);
        boolean opened = false;
        try {
            Optional<Path> access = DescriptorNumber.path(channel);
            Path place = access.isPresent() ? Files.readSymbolicLink(access.get()) : folder.toRealPath();
            if (place.toString().equals(folder + DELETED)) {
                throw new NoSuchFileException(folder.toString());
            }
            opened = true;
            return new OpenFolder(channel, access.orElse(place), place);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** Where the folder was when it was opened, without links. */
    Path place() {
        return place;
    }

    /** The folder itself; valid until it is closed. */
    Path path() {
        return access;
    }

    /** An entry; valid until the folder is closed. */
    Path entry(String segment) {
        return access.resolve(segment);
    }

    /** Makes changes of entries survive a power loss. */
    void sync() throws IOException {
        channel.force(true);
    }

    /** As {@link #sync}, for a folder that stays open: on another descriptor, since an interrupt of the thread closes it. */
    void syncEntries() throws IOException {
        try (FileChannel own = FileChannel.open(access, StandardOpenOption.READ)) {
            own.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
