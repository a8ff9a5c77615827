package io.chunkgate.http.upload.tus;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.UploadChecksum;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadSpec.Role;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Reads what requests of tus ask for. */
public final class TusRequests {
    private static final String LENGTH = "Upload-Length";
    private static final String DEFER_LENGTH = "Upload-Defer-Length";

    private TusRequests() {}

    /**
     * A POST.
     *
     * @param defaultName makes the name of an upload that has none
     * @throws BadHeaderException for what cannot be read
     * @throws io.chunkgate.store.StoreException for a name that no file can have
     */
    public static Creation creation(HttpServerRequest request, Supplier<FileName> defaultName) {
        MultiMap headers = request.headers();
        Optional<UploadConcat> concat = UploadConcat.parse(headers.get(UploadConcat.HEADER));
        List<UploadId> parts =
                concat.orElse(null) instanceof UploadConcat.Final whole ? whole.parts() : List.<UploadId>of();
        OptionalLong size = parts.isEmpty() ? size(headers) : noSize(headers);
        FileName name = UploadMetadata.parse(headers.get(UploadMetadata.HEADER))
                .fileName()
                .map(FileName::of)
                .orElseGet(defaultName);
        UploadSpec spec = new UploadSpec(
                name,
                size,
                Optional.empty(),
                new PublishCondition.Anything(),
                true,
                concat.orElse(null) instanceof UploadConcat.Partial ? Role.PART : Role.FILE,
                TusAnnotations.of(headers).toMetadata());
        return new Creation(spec, parts, first(request, size, !parts.isEmpty()));
    }

    /**
     * A PATCH.
     *
     * @throws BadHeaderException for what cannot be read
     * @throws ProblemException for another type of body than tus has
     */
    public static Append append(HttpServerRequest request) {
        TusProtocol.requireMediaType(request);
        MultiMap headers = request.headers();
        long offset = HeaderValues.count(headers, "Upload-Offset")
                .orElseThrow(() -> new BadHeaderException("Upload-Offset", "", "where the bytes begin"));
        return new Append(
                offset,
                HeaderValues.count(headers, "Content-Length"),
                HeaderValues.count(headers, LENGTH),
                Optional.empty(),
                UploadChecksum.parse(headers.get(UploadChecksum.HEADER)),
                Optional.empty());
    }

    private static Append first(HttpServerRequest request, OptionalLong size, boolean isWhole) {
        MultiMap headers = request.headers();
        OptionalLong length = HeaderValues.count(headers, "Content-Length");
        boolean hasBody = length.orElse(0) > 0 || headers.contains("Transfer-Encoding");
        if (hasBody && isWhole) {
            throw new ProblemException(Problem.badRequest("body: some bytes (expected: none, as the parts have them)"));
        }
        if (hasBody) {
            TusProtocol.requireMediaType(request);
        }
        return new Append(
                0,
                length,
                size,
                isWhole ? Optional.of(true) : Optional.empty(),
                UploadChecksum.parse(headers.get(UploadChecksum.HEADER)),
                Optional.empty());
    }

    /** The size, or none where the client says that it comes later. */
    private static OptionalLong size(MultiMap headers) {
        OptionalLong size = HeaderValues.count(headers, LENGTH);
        String deferred = headers.get(DEFER_LENGTH);
        boolean isDeferred = "1".equals(deferred);
        if ((deferred != null && !isDeferred) || size.isPresent() == isDeferred) {
            throw new BadHeaderException(DEFER_LENGTH, String.valueOf(deferred), "1, or " + LENGTH + " instead");
        }
        return size;
    }

    /** The size of what is made of parts is theirs. */
    private static OptionalLong noSize(MultiMap headers) {
        if (headers.contains(LENGTH)) {
            throw new BadHeaderException(LENGTH, headers.get(LENGTH), "none, as the parts have it");
        }
        return OptionalLong.empty();
    }
}
