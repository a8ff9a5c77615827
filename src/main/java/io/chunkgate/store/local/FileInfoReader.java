package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Puts together what clients are told of a file. */
final class FileInfoReader {
    private FileInfoReader() {}

    /** What is known of the version that was found at a path; blocks. */
    static FileInfo of(FileName name, Path path, FileVersion version) {
        return of(name, version, DigestAttribute.recall(path, version));
    }

    /**
     * The entity tag comes from the content when the version was published with a digest, else from what the file system
     * knows; so a version has one tag for as long as it lives, even if its digest is computed later.
     */
    static FileInfo of(FileName name, FileVersion version, Optional<DigestAttribute.Known> digest) {
        String etag = digest.filter(known -> known.origin() == DigestAttribute.Origin.PUBLISHED)
                .map(known -> "\"" + known.sha256() + "\"")
                .orElseGet(version::etag);
        return new FileInfo(name, version.size(), modified(version), etag, digest.map(DigestAttribute.Known::sha256));
    }

    /** When the bytes changed. */
    static Instant modified(FileVersion version) {
        long nanosPerSecond = TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(
                Math.floorDiv(version.modifiedNanos(), nanosPerSecond),
                Math.floorMod(version.modifiedNanos(), nanosPerSecond));
    }
}
