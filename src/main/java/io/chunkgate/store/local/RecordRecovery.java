package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads records, and interprets those that a crash left. Everything here blocks. */
final class RecordRecovery {
    /** A writer changes the record at most a few times for each request, so several changes in a row are rare. */
    private static final int ATTEMPTS = 10;

    private final StoreRoot root;
    private final UploadFolder folder;

    /**
     * The state of an upload at one moment.
     *
     * @param length of the file with its bytes; 0 when the upload ended
     */
    record Snapshot(UploadRecord record, long length) {}

    /** Reads the length of the file with the bytes. */
    interface Length {
        long get() throws IOException;
    }

    RecordRecovery(StoreRoot root, UploadFolder folder) {
        this.root = root;
        this.folder = folder;
    }

    /**
     * The record of a running, complete or expired upload; empty when there is none. An upload runs while its bytes are not
     * published, even if its end is recorded: its commit was interrupted.
     */
    Optional<UploadRecord> read(UploadId id) throws IOException {
        Optional<UploadRecord> found = folder.read(id);
        int links = folder.linkCount(id);
        boolean isRunning = found.isPresent() && found.get().endedAt().isEmpty();
        if (links == 1 && (isRunning || found.map(RecordRecovery::isPart).orElse(false))) {
            return found;
        }
        // The end is recorded before the bytes are published.
        Optional<UploadRecord> end =
                isRunning || found.isEmpty() ? folder.ended().find(id) : found;
        if (end.isEmpty()) {
            return links == 0 ? end : found;
        }
        boolean hasEnded = links == 0 || end.get().isExpired() || isLinked(id, end.get());
        return hasEnded ? end : isRunning ? found : end.map(UploadRecord::notCompleted);
    }

    private static boolean isPart(UploadRecord record) {
        return record.spec().role() == UploadSpec.Role.PART;
    }

    /**
     * The record and the length of the bytes at the same moment, while another process may write: the length is valid only if
     * the record is the same before and after reading it. So no byte is visible that may be rolled back. Empty when there is
     * no such upload.
     */
    Optional<Snapshot> snapshot(UploadId id, Length length) throws IOException {
        Optional<UploadRecord> before = read(id);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (before.isEmpty() || before.get().endedAt().isPresent()) {
                return before.map(ended -> new Snapshot(ended, 0));
            }
            long bytes = length.get();
            Optional<UploadRecord> after = read(id);
            if (after.equals(before)) {
                return Optional.of(new Snapshot(before.get(), bytes));
            }
            before = after;
        }
        throw new IOException("the record of upload " + id + " changes too often");
    }

    /** A file that must not replace another has two names for a moment. */
    private boolean isLinked(UploadId id, UploadRecord record) throws IOException {
        FileName name = record.file().orElseThrow().name();
        try (OpenFolder published = root.folderOf(name)) {
            Path target = published.entry(name.lastSegment());
            return Files.exists(target, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(folder.bytes(id), target);
        } catch (StoreException elsewhere) {
            return false;
        }
    }
}
