package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The record of an upload on the disk.
 *
 * @param spec       as announced, with the size that was set later
 * @param createdAt  when the upload began
 * @param bootId      the boot in which the bytes were written last; see {@link BootId}
 * @param durable     every byte below survives a power loss
 * @param stagedStart where the staged bytes begin, if there are any; they are dropped after a crash
 * @param file       the published file; written before the rename, and valid once the bytes are gone from the folder
 * @param endedAt    when it was committed or expired
 * @param revision   increases with each change, so that a reader detects a change between two reads
 */
record UploadRecord(
        UploadSpec spec,
        Instant createdAt,
        String bootId,
        long durable,
        OptionalLong stagedStart,
        Optional<FileInfo> file,
        Optional<Instant> endedAt,
        long revision) {

    static UploadRecord begun(UploadSpec spec) {
        return new UploadRecord(
                spec, Instant.now(), BootId.ID, 0, OptionalLong.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /** Whether the bytes of the upload are in its own file, and not in a published one. */
    boolean hasBytes() {
        return endedAt.isEmpty() || (file.isPresent() && spec.role() == UploadSpec.Role.PART);
    }

    boolean isExpired() {
        return endedAt.isPresent() && file.isEmpty();
    }

    /** How many bytes of the file are valid when the process that wrote them has ended. */
    long trusted(long length) {
        long written = bootId.equals(BootId.ID) ? length : Math.min(length, durable);
        return Math.min(written, stagedStart.orElse(Long.MAX_VALUE));
    }

    UploadRecord revised() {
        return new UploadRecord(spec, createdAt, bootId, durable, stagedStart, file, endedAt, revision + 1);
    }

    UploadRecord withSpec(UploadSpec changed) {
        return new UploadRecord(changed, createdAt, bootId, durable, stagedStart, file, endedAt, revision);
    }

    UploadRecord writtenInThisBoot() {
        return new UploadRecord(spec, createdAt, BootId.ID, durable, OptionalLong.empty(), file, endedAt, revision);
    }

    UploadRecord withDurable(long offset) {
        return new UploadRecord(
                spec, createdAt, bootId, Math.max(durable, offset), stagedStart, file, endedAt, revision);
    }

    UploadRecord withStagedStart(OptionalLong start) {
        return new UploadRecord(spec, createdAt, bootId, durable, start, file, endedAt, revision);
    }

    UploadRecord completed(FileInfo published) {
        return new UploadRecord(
                spec,
                createdAt,
                bootId,
                durable,
                stagedStart,
                Optional.of(published),
                Optional.of(Instant.now()),
                revision);
    }

    /** The record before a commit that did not publish. */
    UploadRecord notCompleted() {
        return new UploadRecord(
                spec, createdAt, bootId, durable, stagedStart, Optional.empty(), Optional.empty(), revision);
    }

    UploadRecord expired() {
        return new UploadRecord(
                spec, createdAt, bootId, durable, stagedStart, Optional.empty(), Optional.of(Instant.now()), revision);
    }
}
