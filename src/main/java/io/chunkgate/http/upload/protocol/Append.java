package io.chunkgate.http.upload.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes that a request adds to an upload, as its head announces them.
 *
 * @param offset   position of the first byte in the upload
 * @param length   byte count of the request, if announced; more bytes are refused
 * @param size     of the whole file, if announced
 * @param last     whether the upload is complete after this request; if empty, the size decides
 * @param checksum of the bytes; they are stored only if it matches
 * @param sha256   of the whole file, 64 lower-case hexadecimal digits
 */
public record Append(
        long offset,
        OptionalLong length,
        OptionalLong size,
        Optional<Boolean> last,
        Optional<UploadChecksum> checksum,
        Optional<String> sha256) {

    /** Whether the upload is complete with this many bytes. */
    boolean completes(long storedBytes, OptionalLong announcedSize) {
        return last.orElse(announcedSize.isPresent() && announcedSize.getAsLong() == storedBytes);
    }
}
