package io.chunkgate.http.upload.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one request wants to add to an upload, read from its head.
 *
 * @param offset   where its bytes belong
 * @param length   how many bytes it has, when it says so; more are refused
 * @param size     of the whole file, when the request says it
 * @param last     whether the upload is complete with it, where the request decides that; else the size does
 * @param checksum of its bytes; they count only when it matches
 * @param sha256   of the whole file, 64 lower-case hexadecimal digits
 */
public record Append(
        long offset,
        OptionalLong length,
        OptionalLong size,
        Optional<Boolean> last,
        Optional<UploadChecksum> checksum,
        Optional<String> sha256) {

    /** Whether an upload that has so many bytes now is complete. */
    boolean completes(long storedBytes, OptionalLong announcedSize) {
        return last.orElse(announcedSize.isPresent() && announcedSize.getAsLong() == storedBytes);
    }
}
