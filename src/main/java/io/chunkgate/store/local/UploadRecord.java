package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the disk keeps of a resumable upload beside its bytes.
 *
 * @param spec       as announced, with the size that was set later
 * @param createdAt  when it began
 * @param bootId       the start of the machine in which the bytes were last written; see {@link BootId}
 * @param durable    every byte below survives a power loss
 * @param stagedStart where the provisional bytes begin, if there are any: they do not count after a crash
 * @param file       what is published, from the moment before it is: once the bytes are gone from the folder it holds
 * @param endedAt    when it was committed or expired
 * @param revision   grows with each change, so that a reader can tell that there was none between two reads
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

    boolean isExpired() {
        return endedAt.isPresent() && file.isEmpty();
    }

    /** How many of the bytes that are in the file count after the process that wrote them is gone. */
    long trusted(long length) {
        long kept = bootId.equals(BootId.ID) ? length : Math.min(length, durable);
        return Math.min(kept, stagedStart.orElse(Long.MAX_VALUE));
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

    /** As before a commit that did not get as far as to publish. */
    UploadRecord notCompleted() {
        return new UploadRecord(
                spec, createdAt, bootId, durable, stagedStart, Optional.empty(), Optional.empty(), revision);
    }

    UploadRecord expired() {
        return new UploadRecord(
                spec, createdAt, bootId, durable, stagedStart, Optional.empty(), Optional.of(Instant.now()), revision);
    }
}
