package io.chunkgate.http.upload.tus;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.UploadChecksum;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadSpec.Role;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Parses requests of tus. */
public final class TusRequests {
    private static final String LENGTH = "Upload-Length";
    private static final String DEFER_LENGTH = "Upload-Defer-Length";

    private static final Set<HttpMethod> OVERRIDES = Set.of(HttpMethod.PATCH, HttpMethod.DELETE, HttpMethod.HEAD);

    private TusRequests() {}

    /**
     * The method, or the one in X-HTTP-Method-Override, for clients in networks without PATCH or DELETE. Only a POST can be
     * overridden, so that a request that is safe for proxies changes nothing.
     */
    public static HttpMethod method(HttpServerRequest request) {
        String override = request.getHeader("X-HTTP-Method-Override");
        if (override == null || !request.method().equals(HttpMethod.POST)) {
            return request.method();
        }
        HttpMethod method = HttpMethod.valueOf(override.trim().toUpperCase(Locale.ROOT));
        return OVERRIDES.contains(method) ? method : request.method();
    }

    /**
     * A POST that creates an upload.
     *
     * @param defaultName the name of an upload without one
     * @throws BadHeaderException for an invalid header
     * @throws io.chunkgate.store.StoreException for an invalid name
     */
    public static Creation creation(HttpServerRequest request, Supplier<FileName> defaultName) {
        MultiMap headers = request.headers();
        Optional<UploadConcat> concat = UploadConcat.parse(HeaderValues.single(headers, UploadConcat.HEADER));
        List<UploadId> parts =
                concat.orElse(null) instanceof UploadConcat.Final whole ? whole.parts() : List.<UploadId>of();
        OptionalLong size = parts.isEmpty() ? size(headers) : noSize(headers);
        FileName name = fileName(headers).map(FileName::of).orElseGet(defaultName);
        UploadSpec spec = new UploadSpec(
                name,
                size,
                Optional.empty(),
                new PublishCondition.Anything(),
                UploadSpec.Resumption.BY_ID,
                concat.orElse(null) instanceof UploadConcat.Partial ? Role.PART : Role.FILE,
                EchoedHeaders.toMetadata(headers, UploadMetadata.HEADER, UploadConcat.HEADER),
                UploadOwner.UNKNOWN);
        return new Creation(spec, parts, first(request, size, !parts.isEmpty()));
    }

    /**
     * The name in Upload-Metadata, unchecked.
     *
     * @throws BadHeaderException for an invalid header
     */
    public static Optional<String> fileName(MultiMap headers) {
        return UploadMetadata.parse(FieldLists.joined(headers, UploadMetadata.HEADER))
                .fileName();
    }

    /** Upload-Metadata as metadata of an upload, for an upload that another protocol creates. */
    public static Map<String, String> metadata(MultiMap headers) {
        return EchoedHeaders.toMetadata(headers, UploadMetadata.HEADER);
    }

    /**
     * A PATCH of an upload.
     *
     * @throws BadHeaderException for an invalid header
     * @throws ProblemException for another media type than that of tus
     */
    public static Append append(HttpServerRequest request) {
        TusProtocol.requireMediaType(request);
        MultiMap headers = request.headers();
        long offset = HeaderValues.count(headers, "Upload-Offset")
                .orElseThrow(() -> new BadHeaderException("Upload-Offset", "", "the position of the first byte"));
        return new Append(
                offset,
                HeaderValues.count(headers, "Content-Length"),
                HeaderValues.count(headers, LENGTH),
                Optional.empty(),
                UploadChecksum.parse(HeaderValues.single(headers, UploadChecksum.HEADER)),
                Optional.empty());
    }

    private static Append first(HttpServerRequest request, OptionalLong size, boolean isWhole) {
        MultiMap headers = request.headers();
        OptionalLong length = HeaderValues.count(headers, "Content-Length");
        boolean hasBody = length.orElse(0) > 0 || headers.contains("Transfer-Encoding");
        if (hasBody && isWhole) {
            throw new ProblemException(
                    Problem.badRequest("body: not empty (expected: none, as the parts contain the bytes)"));
        }
        if (hasBody) {
            TusProtocol.requireMediaType(request);
        }
        return new Append(
                0,
                length,
                size,
                isWhole ? Optional.of(true) : Optional.empty(),
                UploadChecksum.parse(HeaderValues.single(headers, UploadChecksum.HEADER)),
                Optional.empty());
    }

    /** The size; empty if the client defers it. */
    private static OptionalLong size(MultiMap headers) {
        OptionalLong size = HeaderValues.count(headers, LENGTH);
        String deferred = HeaderValues.single(headers, DEFER_LENGTH);
        boolean isDeferred = "1".equals(deferred);
        if ((deferred != null && !isDeferred) || size.isPresent() == isDeferred) {
            throw new BadHeaderException(DEFER_LENGTH, String.valueOf(deferred), "1, or " + LENGTH + " instead");
        }
        return size;
    }

    /** A concatenation has the size of its parts. */
    private static OptionalLong noSize(MultiMap headers) {
        if (headers.contains(LENGTH)) {
            throw new BadHeaderException(LENGTH, headers.get(LENGTH), "none, as the parts have the size");
        }
        return OptionalLong.empty();
    }
}
