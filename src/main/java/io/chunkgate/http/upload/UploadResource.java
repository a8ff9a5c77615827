package io.chunkgate.http.upload;

import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.upload.draft.DraftProtocol;
import io.chunkgate.http.upload.draft.DraftRequests;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.http.upload.put.PartialPutRange;
import io.chunkgate.http.upload.put.PutHandler;
import io.chunkgate.http.upload.put.PutProtocol;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** {@code /uploads/{id}}: one upload; any protocol can resume it. */
final class UploadResource {
    private final ServerContext context;
    private final FollowHandler follows;

    UploadResource(ServerContext context) {
        this.context = context;
        follows = new FollowHandler(context);
    }

    /**
     * HEAD: the offset to resume at. A current writer is stopped first, so that the offset does not change any more.
     *
     * <p>A tus upload that has all of its bytes lost its connection before it was published. Its client sends no further
     * request, since the offset is the size, so the upload is published now.
     */
    void describe(HttpServerRequest request, UploadId id) {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadHandler handler = new UploadHandler(context, request, protocol(request));
        context.store()
                .resume(id)
                .compose(upload -> publishIfWhole(request, upload).eventually(upload::close))
                .recover(cause -> isNotResumable(cause) ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(resumed -> find(id))
                .onSuccess(info -> {
                    HttpServerResponse response = request.response();
                    if (TusProtocol.isUsedBy(request)) {
                        TusProtocol tus = new TusProtocol();
                        tus.mark(response);
                        tus.describe(response.setStatusCode(200), info);
                    } else {
                        new DraftProtocol(context.config(), request).describe(response.setStatusCode(204), info);
                    }
                    response.end();
                })
                .onFailure(handler::refuse);
    }

    /** GET: progress as JSON; does not stop a current writer. */
    void show(HttpServerRequest request, UploadId id) {
        UploadHandler handler = new UploadHandler(context, request, new PutProtocol());
        find(id).onSuccess(info -> JsonResponse.send(
                        request, UploadView.of(info, context.transfers().of(id))))
                .onFailure(handler::refuse);
    }

    /** GET with {@code ?follow}: the bytes while they are uploaded. */
    void follow(HttpServerRequest request, UploadId id) {
        follows.handle(request, id);
        request.resume();
    }

    /** PATCH: appends bytes. */
    void append(HttpServerRequest request, UploadId id) {
        boolean tus = TusProtocol.isUsedBy(request);
        DraftProtocol draft = new DraftProtocol(context.config(), request);
        UploadProtocol protocol = tus ? new TusProtocol() : draft;
        UploadHandler handler = new UploadHandler(context, request, protocol);
        handler.guard(() -> {
            Append append = tus ? TusRequests.append(request) : DraftRequests.append(request, draft.version());
            append(request, handler, protocol, id, append);
        });
    }

    /** PUT with Content-Range: appends bytes, as by the file's name. */
    void put(HttpServerRequest request, UploadId id) {
        UploadProtocol protocol = new PutProtocol();
        UploadHandler handler = new UploadHandler(context, request, protocol);
        handler.guard(() -> {
            Append append = PutHandler.partialAppend(request)
                    .orElseThrow(() -> new BadHeaderException(PartialPutRange.HEADER, "", "bytes first-last/total"));
            append(request, handler, protocol, id, append);
        });
    }

    /** DELETE: discards an upload; of a complete upload, only the record and not the file. */
    void discard(HttpServerRequest request, UploadId id) {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadProtocol protocol = TusProtocol.isUsedBy(request) ? new TusProtocol() : new PutProtocol();
        UploadHandler handler = new UploadHandler(context, request, protocol);
        find(id).compose(info -> context.store().discard(id))
                .onSuccess(done -> {
                    protocol.mark(request.response());
                    request.response().setStatusCode(204).end();
                })
                .onFailure(handler::refuse);
    }

    private static Future<Void> publishIfWhole(HttpServerRequest request, Upload upload) {
        OptionalLong size = upload.spec().size();
        boolean isWhole = size.isPresent() && size.getAsLong() == upload.offset();
        return isWhole && TusProtocol.isUsedBy(request) ? upload.commit().mapEmpty() : Future.succeededFuture();
    }

    /** The upload cannot be resumed: it is complete, unknown, or was just taken over by another request. */
    private static boolean isNotResumable(Throwable cause) {
        return cause instanceof StoreException failure
                && switch (failure.code()) {
                    case FAILED_PRECONDITION, NOT_FOUND, ABORTED -> true;
                    default -> false;
                };
    }

    private void append(
            HttpServerRequest request, UploadHandler handler, UploadProtocol protocol, UploadId id, Append append) {
        find(id).onSuccess(info -> {
                    if (info.state() instanceof UploadState.Running) {
                        handler.append(info, append);
                    } else {
                        request.response().putHeader("Upload-Offset", Long.toString(info.offset()));
                        handler.refuse(new ProblemException(protocol.complete(info)));
                    }
                })
                .onFailure(handler::refuse);
    }

    /** Fails with a {@link ProblemException} (410) for an expired upload. */
    private Future<UploadInfo> find(UploadId id) {
        return context.store().upload(id).map(info -> {
            if (info.state() instanceof UploadState.Expired) {
                throw new ProblemException(new Problem(
                        410,
                        ErrorCode.NOT_FOUND,
                        "upload: expired at " + info.expiresAt() + " (expected: an upload that has not expired)"));
            }
            return info;
        });
    }

    private UploadProtocol protocol(HttpServerRequest request) {
        return TusProtocol.isUsedBy(request) ? new TusProtocol() : new DraftProtocol(context.config(), request);
    }
}
