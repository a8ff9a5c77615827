package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads records as they are to be understood after a crash. Everything here blocks. */
final class Records {
    private final Root root;
    private final UploadFolder folder;

    Records(Root root, UploadFolder folder) {
        this.root = root;
        this.folder = folder;
    }

    /** The record of a resumable upload: running, complete or expired; empty when it is neither. */
    Optional<UploadRecord> read(UploadId id) throws IOException {
        Optional<UploadRecord> found = folder.read(id);
        if (found.isEmpty() || found.get().isExpired()) {
            return found;
        }
        UploadRecord record = found.get();
        boolean bytesThere = Files.exists(folder.bytes(id));
        if (record.file().isEmpty()) {
            return bytesThere ? found : readEnd(id);
        }
        boolean isPart = record.spec().role() == UploadSpec.Role.PART;
        boolean published = isPart || !bytesThere || isLinked(id, record);
        return published ? found : Optional.of(record.notCompleted());
    }

    /** The bytes go last, so that the record of an upload whose bytes are gone says what became of them, if anything. */
    private Optional<UploadRecord> readEnd(UploadId id) throws IOException {
        return folder.read(id).filter(record -> record.endedAt().isPresent());
    }

    /** A file that had to be new has two names for a moment. */
    private boolean isLinked(UploadId id, UploadRecord record) throws IOException {
        Path target = root.path(record.spec().name());
        return Files.exists(target) && Files.isSameFile(folder.bytes(id), target);
    }
}
