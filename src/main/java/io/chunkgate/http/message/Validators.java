package io.chunkgate.http.message;

import io.chunkgate.store.FileInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The validators of an existing representation (RFC 9110, section 8.8).
 *
 * @param tag          the entity tag, if there is one
 * @param lastModified the time of the last change in whole seconds, as in Last-Modified, if known
 */
public record Validators(@Nullable EntityTag tag, @Nullable Instant lastModified) {

    /** Those of a published file. */
    public static Validators of(FileInfo file) {
        return new Validators(EntityTag.of(file.etag()), file.modified());
    }

    /** Drops the fraction of the second, which an HTTP-date cannot express. */
    public Validators {
        lastModified = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
    }
}
