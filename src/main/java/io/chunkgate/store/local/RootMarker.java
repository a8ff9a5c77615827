package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .chunkgate/id}, by which a store recognizes its root folder after it was mounted again, also from another
 * device: a random id and a line feed, created once. Everything here blocks.
 */
final class RootMarker {
    private static final Logger LOG = LoggerFactory.getLogger(RootMarker.class);
    private static final String NAME = "id";

    private RootMarker() {}

    /** The id of an open root folder; empty when there is none. */
    static Optional<String> read(OpenFolder root) throws IOException {
        try (OpenFolder own = root.folder(FileName.OWN_FOLDER)) {
            return Optional.of(Files.readString(own.entry(NAME)).strip()).filter(id -> !id.isEmpty());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /**
     * Creates the marker unless there is one; returns the id, or nothing where it cannot be created, such as on a file system
     * that is read-only.
     *
     * @param known the id to create; a new one if it is empty
     */
    static Optional<String> ensure(OpenFolder root, Optional<String> known, UploadSettings.Disk disk)
            throws IOException {
        Optional<String> found = read(root);
        if (found.isPresent()) {
            return found;
        }
        try (OpenFolder own = root.folder(FileName.OWN_FOLDER)) {
            create(own, known.orElseGet(() -> UploadId.random().value()), disk);
        } catch (IOException e) {
            LOG.warn(
                    "Cannot create {}, so the folder is not recognized when it is mounted again",
                    root.place().resolve(FileName.OWN_FOLDER).resolve(NAME),
                    e);
        }
        return read(root);
    }

    /** Another node may do the same: the marker appears with its id, and is never replaced. */
    private static void create(OpenFolder own, String id, UploadSettings.Disk disk) throws IOException {
        Path fresh = own.entry(NAME + "." + UploadId.random().value());
        try {
            Files.writeString(fresh, id + "\n", StandardOpenOption.CREATE_NEW);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            link(fresh, own.entry(NAME));
            own.sync(disk);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void link(Path fresh, Path marker) throws IOException {
        try {
            Files.createLink(marker, fresh);
        } catch (FileAlreadyExistsException created) {
            // By another node.
        } catch (IOException | UnsupportedOperationException withoutLinks) {
            Files.move(fresh, marker, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
