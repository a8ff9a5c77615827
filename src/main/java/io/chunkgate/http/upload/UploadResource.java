package io.chunkgate.http.upload;

import io.chunkgate.http.download.FollowHandler;
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
import java.util.Optional;
import java.util.OptionalLong;

/** {@code /uploads/{id}}: one upload, whichever protocol began it and whichever goes on with it. */
final class UploadResource {
    private final ServerContext context;
    private final FollowHandler follows;

    UploadResource(ServerContext context) {
        this.context = context;
        follows = new FollowHandler(context);
    }

    /**
     * HEAD: where to go on. Whoever still writes is ended before, so that the offset that is told is the one that the next
     * request finds.
     *
     * <p>An upload by tus with all of its bytes is one that was cut before it was published. Its client takes the offset
     * for the end of it, and asks for nothing more, so it is published now.
     */
    void describe(HttpServerRequest request, UploadId id) {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadHandler exchange = new UploadHandler(context, request, protocol(request));
        context.store()
                .resume(id)
                .compose(upload -> settle(request, upload).eventually(upload::close))
                .recover(cause -> isEnded(cause) ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(settled -> known(id))
                .onSuccess(info -> {
                    HttpServerResponse response = request.response();
                    if (TusProtocol.isSpokenBy(request)) {
                        TusProtocol tus = new TusProtocol();
                        tus.mark(response);
                        tus.describe(response.setStatusCode(200), info);
                    } else {
                        new DraftProtocol(context.config(), request).describe(response.setStatusCode(204), info);
                    }
                    response.end();
                })
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    /** GET: progress as JSON, which disturbs nobody. */
    void show(HttpServerRequest request, UploadId id) {
        UploadHandler exchange = new UploadHandler(context, request, new PutProtocol());
        known(id)
                .onSuccess(info -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(UploadView.of(info, context.transfers().of(id)).toBuffer()))
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    /** GET with {@code ?follow}: its bytes as they come. */
    void follow(HttpServerRequest request, UploadId id) {
        follows.handle(request, id);
        request.resume();
    }

    /** PATCH: more bytes. */
    void append(HttpServerRequest request, UploadId id) {
        boolean tus = TusProtocol.isSpokenBy(request);
        DraftProtocol draft = new DraftProtocol(context.config(), request);
        UploadProtocol protocol = tus ? new TusProtocol() : draft;
        UploadHandler exchange = new UploadHandler(context, request, protocol);
        exchange.guard(() -> {
            Append append = tus ? TusRequests.append(request) : DraftRequests.append(request, draft.version());
            append(request, exchange, protocol, id, append);
        });
    }

    /** PUT: a piece of the file (Content-Range), as by the file's name. */
    void put(HttpServerRequest request, UploadId id) {
        UploadProtocol protocol = new PutProtocol();
        UploadHandler exchange = new UploadHandler(context, request, protocol);
        exchange.guard(() -> {
            Append part = PutHandler.part(request)
                    .orElseThrow(() -> new BadHeaderException(PartialPutRange.HEADER, "", "bytes first-last/total"));
            append(request, exchange, protocol, id, part);
        });
    }

    /** DELETE: ends an upload; of a complete one, forgets it and leaves the file. */
    void discard(HttpServerRequest request, UploadId id) {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadProtocol protocol = TusProtocol.isSpokenBy(request) ? new TusProtocol() : new PutProtocol();
        UploadHandler exchange = new UploadHandler(context, request, protocol);
        known(id)
                .compose(info -> context.store().discard(id))
                .onSuccess(done -> {
                    protocol.mark(request.response());
                    request.response().setStatusCode(204).end();
                })
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    private static Future<Void> settle(HttpServerRequest request, Upload upload) {
        OptionalLong size = upload.spec().size();
        boolean isWhole = size.isPresent() && size.getAsLong() == upload.offset();
        return isWhole && TusProtocol.isSpokenBy(request) ? upload.commit().mapEmpty() : Future.succeededFuture();
    }

    /** There is nothing to take over: the upload is complete, or unknown, or another request has just taken it over. */
    private static boolean isEnded(Throwable cause) {
        return cause instanceof StoreException failure
                && switch (failure.code()) {
                    case FAILED_PRECONDITION, NOT_FOUND, ABORTED -> true;
                    default -> false;
                };
    }

    private void append(
            HttpServerRequest request, UploadHandler exchange, UploadProtocol protocol, UploadId id, Append append) {
        known(id)
                .onSuccess(info -> append(request, exchange, protocol, info, append))
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    private static void append(
            HttpServerRequest request,
            UploadHandler exchange,
            UploadProtocol protocol,
            UploadInfo info,
            Append append) {
        if (info.state() instanceof UploadState.Running) {
            exchange.append(info, append);
            return;
        }
        request.response().putHeader("Upload-Offset", Long.toString(info.offset()));
        exchange.refuse(new ProblemException(protocol.complete(info)), Optional.empty());
    }

    /** The upload, unless it expired. */
    private Future<UploadInfo> known(UploadId id) {
        return context.store().upload(id).map(info -> {
            if (info.state() instanceof UploadState.Expired) {
                throw new ProblemException(new Problem(
                        410,
                        ErrorCode.NOT_FOUND,
                        "upload: expired at " + info.expiresAt() + " (expected: a live one)"));
            }
            return info;
        });
    }

    private UploadProtocol protocol(HttpServerRequest request) {
        return TusProtocol.isSpokenBy(request) ? new TusProtocol() : new DraftProtocol(context.config(), request);
    }
}
