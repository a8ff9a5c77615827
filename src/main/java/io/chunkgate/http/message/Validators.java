package io.chunkgate.http.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells one version of an existing representation from another (RFC 9110, section 8.8).
 *
 * @param tag the entity tag, if there is one
 * @param lastModified the time of the last change in whole seconds, as Last-Modified says it, if it is known
 */
public record Validators(@Nullable EntityTag tag, @Nullable Instant lastModified) {

    /** Drops the fraction of the second, which no HTTP-date can carry. */
    public Validators {
        lastModified = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
    }
}
