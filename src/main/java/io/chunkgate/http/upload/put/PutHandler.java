package io.chunkgate.http.upload.put;

import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.RequestDigests;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Handles PUT of a file: whole, or in consecutive parts (Content-Range). If the connection is lost, the received bytes are
 * stored, and the next partial PUT to the name resumes the upload.
 */
public final class PutHandler {
    private static final UploadProtocol PLAIN = new PutProtocol();

    private PutHandler() {}

    public static void handle(HttpServerRequest request, Client client, FileName name) {
        Append append = partialAppend(request).orElseGet(() -> whole(request));
        UploadHandler handler = new UploadHandler(request, client, PLAIN);
        handler.holdBody();
        WritePreconditions.check(request, client.store(), name)
                .compose(condition -> append.offset() == 0
                        ? begin(handler, name, client.atFixedName(condition), append)
                        : resume(handler, request, client.store().upload(name), append))
                .onFailure(handler::refuse);
    }

    /** The bytes of a PUT with Content-Range; empty without the header. */
    public static Optional<Append> partialAppend(HttpServerRequest request) {
        return PartialPutRange.parse(HeaderValues.single(request.headers(), PartialPutRange.HEADER))
                .map(range -> partialAppend(request, range));
    }

    private static Append whole(HttpServerRequest request) {
        OptionalLong length = HeaderValues.count(request.headers(), "Content-Length");
        RequestDigests digests = RequestDigests.of(request.headers()).ofWholeFile();
        return new Append(0, length, length, Optional.of(true), Optional.empty(), digests.ofFile());
    }

    private static Append partialAppend(HttpServerRequest request, PartialPutRange range) {
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

    private static Future<Void> begin(UploadHandler handler, FileName name, PublishCondition condition, Append append) {
        UploadSpec spec = UploadSpec.resumable(name, append.size(), append.sha256(), condition)
                .resumedByName();
        handler.create(new Creation(spec, List.of(), append));
        return Future.succeededFuture();
    }

    private static Future<Void> resume(
            UploadHandler handler, HttpServerRequest request, Future<UploadInfo> upload, Append append) {
        return StoreException.emptyOn(upload, ErrorCode.NOT_FOUND)
                .map(found -> found.orElseThrow(() -> nothingToResume(request, append)))
                .onSuccess(info -> handler.append(info, append, gone -> nothingToResume(request, append)))
                .mapEmpty();
    }

    /** Without an upload of the name, a PUT must begin at offset 0. */
    private static ProblemException nothingToResume(HttpServerRequest request, Append append) {
        request.response().putHeader("Upload-Offset", "0");
        return new ProblemException(PLAIN.wrongOffset(append.offset(), 0));
    }
}
