package io.chunkgate.http.upload.put;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.RequestDigests;
import io.chunkgate.http.upload.protocol.TargetConditions;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * PUT of a file: whole, or one piece after the other (Content-Range). A PUT that is cut keeps what came, and the next
 * piece goes on with it by the file's name.
 */
public final class PutHandler {
    private static final UploadProtocol PLAIN = new PutProtocol();

    private final ServerContext context;

    public PutHandler(ServerContext context) {
        this.context = context;
    }

    public void handle(HttpServerRequest request, FileName name) {
        Append append = part(request).orElseGet(() -> whole(request));
        UploadHandler exchange = new UploadHandler(context, request, PLAIN);
        TargetConditions.check(request, context.store(), name)
                .compose(condition -> append.offset() == 0
                        ? begin(exchange, name, condition, append)
                        : proceed(exchange, request, name, append))
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    /** What a request adds that has Content-Range. */
    public static Optional<Append> part(HttpServerRequest request) {
        return PartialPutRange.parse(request.getHeader(PartialPutRange.HEADER)).map(range -> partOf(request, range));
    }

    private static Append whole(HttpServerRequest request) {
        OptionalLong length = HeaderValues.count(request.headers(), "Content-Length");
        RequestDigests digests = RequestDigests.of(request.headers()).ofWholeFile();
        return new Append(0, length, length, Optional.of(true), Optional.empty(), digests.ofFile());
    }

    private static Append partOf(HttpServerRequest request, PartialPutRange range) {
        requireLength(request, range);
        RequestDigests digests = RequestDigests.of(request.headers());
        return new Append(
                range.start(),
                OptionalLong.of(range.length()),
                range.total(),
                Optional.empty(),
                digests.checksum(),
                digests.ofFile());
    }

    private static void requireLength(HttpServerRequest request, PartialPutRange range) {
        OptionalLong length = HeaderValues.count(request.headers(), "Content-Length");
        if (length.isPresent() && length.getAsLong() != range.length()) {
            MultiMap headers = request.headers();
            throw new BadHeaderException(
                    PartialPutRange.HEADER,
                    headers.get(PartialPutRange.HEADER),
                    "as long as Content-Length: " + length.getAsLong());
        }
    }

    private Future<Void> begin(UploadHandler exchange, FileName name, PublishCondition condition, Append append) {
        UploadSpec spec =
                new UploadSpec(name, append.size(), append.sha256(), condition, true, UploadSpec.Role.FILE, Map.of());
        exchange.create(new Creation(spec, List.of(), append));
        return Future.succeededFuture();
    }

    private Future<Void> proceed(UploadHandler exchange, HttpServerRequest request, FileName name, Append append) {
        return context.store()
                .upload(name)
                .recover(cause -> Future.failedFuture(isNotFound(cause) ? nothingToGoOnWith(request, append) : cause))
                .onSuccess(info -> exchange.append(info, append))
                .mapEmpty();
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof StoreException failure && failure.code() == ErrorCode.NOT_FOUND;
    }

    /** Nothing of the file is there, so it begins at its beginning. */
    private static ProblemException nothingToGoOnWith(HttpServerRequest request, Append append) {
        request.response().putHeader("Upload-Offset", "0");
        return new ProblemException(PLAIN.wrongOffset(append.offset(), 0));
    }
}
