package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Describes files for clients. */
final class FileInfoReader {
    private FileInfoReader() {}

    /** Describes a version at a path; blocks. */
    static FileInfo of(FileName name, Path path, FileVersion version) {
        return of(name, version, DigestAttribute.read(path, version));
    }

    /**
     * The entity tag is the digest if the version was published with one, else it is derived from the attributes of the file.
     * So the tag of a version never changes, even when its digest is computed later.
     */
    static FileInfo of(FileName name, FileVersion version, Optional<DigestAttribute.Known> digest) {
        String etag = digest.filter(known -> known.origin() == DigestAttribute.Origin.PUBLISHED)
                .map(known -> "\"" + known.sha256() + "\"")
                .orElseGet(version::etag);
        return new FileInfo(name, version.size(), modified(version), etag, digest.map(DigestAttribute.Known::sha256));
    }

    /** When the bytes changed last. */
    static Instant modified(FileVersion version) {
        long nanosPerSecond = TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(
                Math.floorDiv(version.modifiedNanos(), nanosPerSecond),
                Math.floorMod(version.modifiedNanos(), nanosPerSecond));
    }
}
