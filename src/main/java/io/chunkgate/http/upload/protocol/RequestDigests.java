package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.ReprDigest;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.Optional;

/** The digests of a request (RFC 9530), each SHA-256 in 64 lower-case hexadecimal digits where the client sent one. */
public record RequestDigests(Optional<String> ofFile, Optional<String> ofContent) {

    /** @throws ProblemException (400) for a malformed one */
    public static RequestDigests of(MultiMap headers) {
        return new RequestDigests(read(headers, "Repr-Digest"), read(headers, "Content-Digest"));
    }

    /**
     * Where the content is the whole file, both digests are of it.
     *
     * @throws ProblemException (400) where they differ
     */
    public RequestDigests ofWholeFile() {
        if (ofFile.isPresent() && ofContent.isPresent() && !ofFile.equals(ofContent)) {
            throw new ProblemException(Problem.badRequest("Content-Digest: " + ofContent.get() + " (expected: "
                    + ofFile.get() + ", as the whole file is the content)"));
        }
        return new RequestDigests(ofFile.or(() -> ofContent), Optional.empty());
    }

    /** What the request's bytes must add up to. */
    public Optional<UploadChecksum> checksum() {
        return ofContent.map(hex -> UploadChecksum.sha256(HexFormat.of().parseHex(hex)));
    }

    private static Optional<String> read(MultiMap headers, String name) {
        ReprDigest.Sent sent = ReprDigest.parse(headers.get(name));
        if (sent instanceof ReprDigest.Sent.Malformed malformed) {
            throw new ProblemException(Problem.badRequest(name + ": " + malformed.reason()));
        }
        return sent instanceof ReprDigest.Sent.Sha256 digest ? Optional.of(digest.hex()) : Optional.empty();
    }
}
