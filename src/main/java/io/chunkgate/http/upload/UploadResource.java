package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.http.FollowHandler;
import io.chunkgate.http.Problem;
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
    private final DoorContext context;
    private final FollowHandler follows;

    UploadResource(DoorContext context) {
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
        Exchange exchange = new Exchange(context, request, dialect(request));
        context.store()
                .resume(id)
                .compose(upload -> settle(request, upload).eventually(upload::close))
                .recover(cause -> isEnded(cause) ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(settled -> known(id))
                .onSuccess(info -> {
                    HttpServerResponse response = request.response();
                    if (TusDialect.isSpokenBy(request)) {
                        TusDialect tus = new TusDialect();
                        tus.mark(response);
                        tus.describe(response.setStatusCode(200), info);
                    } else {
                        new DraftDialect(context.config(), request).describe(response.setStatusCode(204), info);
                    }
                    response.end();
                })
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    /** GET: progress as JSON, which disturbs nobody. */
    void show(HttpServerRequest request, UploadId id) {
        Exchange exchange = new Exchange(context, request, new PlainDialect());
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
        boolean tus = TusDialect.isSpokenBy(request);
        DraftDialect draft = new DraftDialect(context.config(), request);
        Dialect dialect = tus ? new TusDialect() : draft;
        Exchange exchange = new Exchange(context, request, dialect);
        exchange.guard(() -> {
            Append append = tus ? TusRequests.append(request) : DraftRequests.append(request, draft.version());
            append(request, exchange, dialect, id, append);
        });
    }

    /** PUT: a piece of the file (Content-Range), as by the file's name. */
    void put(HttpServerRequest request, UploadId id) {
        Dialect dialect = new PlainDialect();
        Exchange exchange = new Exchange(context, request, dialect);
        exchange.guard(() -> {
            Append piece = PutHandler.piece(request)
                    .orElseThrow(() -> new BadHeaderException(PieceRange.HEADER, "", "bytes first-last/total"));
            append(request, exchange, dialect, id, piece);
        });
    }

    /** DELETE: ends an upload; of a complete one, forgets it and leaves the file. */
    void discard(HttpServerRequest request, UploadId id) {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        Dialect dialect = TusDialect.isSpokenBy(request) ? new TusDialect() : new PlainDialect();
        Exchange exchange = new Exchange(context, request, dialect);
        known(id)
                .compose(info -> context.store().discard(id))
                .onSuccess(done -> {
                    dialect.mark(request.response());
                    request.response().setStatusCode(204).end();
                })
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    private static Future<Void> settle(HttpServerRequest request, Upload upload) {
        OptionalLong size = upload.spec().size();
        boolean isWhole = size.isPresent() && size.getAsLong() == upload.offset();
        return isWhole && TusDialect.isSpokenBy(request) ? upload.commit().mapEmpty() : Future.succeededFuture();
    }

    /** There is nothing to take over: the upload is complete, or unknown, or another request has just taken it over. */
    private static boolean isEnded(Throwable cause) {
        return cause instanceof StoreException failure
                && switch (failure.code()) {
                    case FAILED_PRECONDITION, NOT_FOUND, ABORTED -> true;
                    default -> false;
                };
    }

    private void append(HttpServerRequest request, Exchange exchange, Dialect dialect, UploadId id, Append append) {
        known(id)
                .onSuccess(info -> append(request, exchange, dialect, info, append))
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    private static void append(
            HttpServerRequest request, Exchange exchange, Dialect dialect, UploadInfo info, Append append) {
        if (info.state() instanceof UploadState.Running) {
            exchange.append(info, append);
            return;
        }
        request.response().putHeader("Upload-Offset", Long.toString(info.offset()));
        exchange.refuse(new Refusal(dialect.complete(info)), Optional.empty());
    }

    /** The upload, unless it expired. */
    private Future<UploadInfo> known(UploadId id) {
        return context.store().upload(id).map(info -> {
            if (info.state() instanceof UploadState.Expired) {
                throw new Refusal(new Problem(
                        410,
                        ErrorCode.NOT_FOUND,
                        "upload: expired at " + info.expiresAt() + " (expected: a live one)"));
            }
            return info;
        });
    }

    private Dialect dialect(HttpServerRequest request) {
        return TusDialect.isSpokenBy(request) ? new TusDialect() : new DraftDialect(context.config(), request);
    }
}
