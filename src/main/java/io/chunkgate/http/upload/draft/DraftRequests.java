package io.chunkgate.http.upload.draft;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.ContentDisposition;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.RequestDigests;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Parses requests of the draft. */
public final class DraftRequests {
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";

    private DraftRequests() {}

    /** The file name in Content-Disposition, unchecked. */
    public static Optional<String> fileName(HttpServerRequest request) {
        return Optional.ofNullable(HeaderValues.single(request.headers(), "Content-Disposition"))
                .flatMap(ContentDisposition::fileName);
    }

    /**
     * A POST or PUT.
     *
     * @throws BadHeaderException for an invalid header, and for an offset other than 0
     * @throws ProblemException for sizes that contradict each other
     */
    public static Creation creation(
            HttpServerRequest request, DraftVersion version, FileName name, Map<String, String> metadata) {
        Append first = append(request, version, 0, true);
        long offset = HeaderValues.count(request.headers(), OFFSET).orElse(0);
        if (offset != 0) {
            throw new BadHeaderException(
                    OFFSET, Long.toString(offset), "0 or none in a request that creates an upload");
        }
        requireRoom(first);
        UploadSpec spec = UploadSpec.resumable(name, first.size(), first.sha256(), new PublishCondition.Anything())
                .withMetadata(metadata);
        return new Creation(spec, List.of(), first);
    }

    /**
     * A PATCH of an upload.
     *
     * @throws BadHeaderException for an invalid header
     * @throws ProblemException for another media type than that of the version, or sizes that contradict each other
     */
    public static Append append(HttpServerRequest request, DraftVersion version) {
        String type = request.getHeader("Content-Type");
        if (version.requiresMediaType() && !DraftVersion.MEDIA_TYPE.equalsIgnoreCase(type)) {
            throw new ProblemException(new Problem(
                    415,
                    ErrorCode.INVALID_ARGUMENT,
                    "Content-Type: " + type + " (expected: " + DraftVersion.MEDIA_TYPE + ")"));
        }
        long offset = HeaderValues.count(request.headers(), OFFSET)
                .orElseThrow(() -> new BadHeaderException(OFFSET, "", "the position of the first byte"));
        return append(request, version, offset, !version.requiresCompleteness());
    }

    /**
     * Checks a HEAD or DELETE of an upload.
     *
     * @throws BadHeaderException for headers that only PATCH may have, in versions that require this
     */
    public static void requireNoState(MultiMap headers, DraftVersion version) {
        if (!version.refusesStateHeaders()) {
            return;
        }
        for (String name : List.of(OFFSET, LENGTH, version.completenessHeader())) {
            String value = headers.get(name);
            if (value != null) {
                throw new BadHeaderException(name, value, "none in this request");
            }
        }
    }

    private static Append append(
            HttpServerRequest request, DraftVersion version, long offset, boolean completeByDefault) {
        MultiMap headers = request.headers();
        Optional<Boolean> complete = version.complete(headers);
        if (complete.isEmpty() && !completeByDefault) {
            throw new BadHeaderException(version.completenessHeader(), "", "?0 or ?1");
        }
        OptionalLong length = HeaderValues.count(headers, "Content-Length");
        boolean last = complete.orElse(true);
        RequestDigests digests = RequestDigests.of(headers);
        return new Append(
                offset,
                length,
                size(headers, offset, length, last),
                Optional.of(last),
                digests.checksum(),
                digests.ofFile());
    }

    /** Refuses a body that is longer than the file, before the upload is created. */
    private static void requireRoom(Append first) {
        long size = first.size().orElse(Long.MAX_VALUE);
        long length = first.length().orElse(0);
        if (length > size) {
            throw new ProblemException(
                    DraftProtocol.inconsistent(LENGTH + ": " + size + " (expected: at least " + length + ")"));
        }
    }

    /** The announced size, or the end of the last request; both must agree (section "Length" of the draft). */
    private static OptionalLong size(MultiMap headers, long offset, OptionalLong length, boolean last) {
        OptionalLong announced = HeaderValues.count(headers, LENGTH);
        if (!last || length.isEmpty()) {
            return announced;
        }
        long implied = offset + length.getAsLong();
        if (announced.isPresent() && announced.getAsLong() != implied) {
            throw new ProblemException(DraftProtocol.inconsistent(
                    LENGTH + ": " + announced.getAsLong() + " (expected: " + implied + ", where this request ends)"));
        }
        return OptionalLong.of(implied);
    }
}
