package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.ReprDigest;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.Optional;

/** The SHA-256 digests of a request (RFC 9530), each 64 lower-case hexadecimal digits. */
public record RequestDigests(Optional<String> ofFile, Optional<String> ofContent) {

    /** @throws io.chunkgate.http.message.BadHeaderException for a malformed one */
    public static RequestDigests of(MultiMap headers) {
        return new RequestDigests(
                ReprDigest.parse("Repr-Digest", headers.get("Repr-Digest")),
                ReprDigest.parse("Content-Digest", headers.get("Content-Digest")));
    }

    /**
     * The digests if the content is the whole file: both describe the file.
     *
     * @throws ProblemException (400) if they differ
     */
    public RequestDigests ofWholeFile() {
        if (ofFile.isPresent() && ofContent.isPresent() && !ofFile.equals(ofContent)) {
            throw new ProblemException(Problem.badRequest("Content-Digest: " + ofContent.get() + " (expected: "
                    + ofFile.get() + ", as the whole file is the content)"));
        }
        return new RequestDigests(ofFile.or(() -> ofContent), Optional.empty());
    }

    /** The checksum of the request's bytes. */
    public Optional<UploadChecksum> checksum() {
        return ofContent.map(hex -> UploadChecksum.sha256(HexFormat.of().parseHex(hex)));
    }
}
