package io.chunkgate.http.upload;

import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.upload.draft.DraftProtocol;
import io.chunkgate.http.upload.draft.DraftRequests;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.http.upload.put.PartialPutRange;
import io.chunkgate.http.upload.put.PutHandler;
import io.chunkgate.http.upload.put.PutProtocol;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.Client;
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
import java.util.function.Supplier;

/** A request to {@code /uploads/{id}}: one upload; any protocol can resume it. */
record UploadResource(HttpServerRequest request, Client client, UploadId id) {
    /**
     * HEAD: the offset to resume at. A current writer is stopped first, so that the offset does not change any more.
     *
     * <p>A tus upload that has all of its bytes lost its connection before it was published. Its client sends no further
     * request, since the offset is the size, so the upload is published now.
     */
    void describe() {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadProtocol protocol = isTus() ? new TusProtocol() : draft();
        UploadHandler handler = handler(protocol);
        client.offsetRequested(id);
        client.store()
                .resume(id)
                .compose(upload -> publishIfWhole(upload).eventually(upload::close))
                .recover(cause -> isNotResumable(cause) ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(resumed -> find())
                .onSuccess(info -> {
                    HttpServerResponse response = request.response();
                    protocol.mark(response);
                    if (protocol instanceof TusProtocol tus) {
                        tus.describe(response.setStatusCode(200), info);
                    } else {
                        draft().describe(response.setStatusCode(204), info);
                    }
                    response.end();
                })
                .onFailure(handler::refuse);
    }

    /** GET: progress as JSON; does not stop a current writer. */
    void show() {
        UploadHandler handler = handler(new PutProtocol());
        find().onSuccess(info -> JsonResponse.send(
                        request,
                        UploadView.of(request, info, client.server().transfers().of(id))))
                .onFailure(handler::refuse);
    }

    /** GET with {@code ?follow}: the bytes while they are uploaded. */
    void follow() {
        FollowHandler.handle(request, client, id);
        request.resume();
    }

    /** PATCH: appends bytes. */
    void append() {
        DraftProtocol draft = draft();
        append(
                isTus() ? new TusProtocol() : draft,
                () -> isTus() ? TusRequests.append(request) : DraftRequests.append(request, draft.version()));
    }

    /** PUT with Content-Range: appends bytes, as by the file's name. */
    void put() {
        append(new PutProtocol(), () -> PutHandler.partialAppend(request)
                .orElseThrow(() -> new BadHeaderException(PartialPutRange.HEADER, "", "bytes first-last/total")));
    }

    private void append(UploadProtocol protocol, Supplier<Append> parsing) {
        UploadHandler handler = handler(protocol);
        handler.guard(() -> {
            Append append = parsing.get();
            handler.holdBody();
            find().onSuccess(info -> append(handler, protocol, info, append)).onFailure(handler::refuse);
        });
    }

    private void append(UploadHandler handler, UploadProtocol protocol, UploadInfo info, Append append) {
        if (info.state() instanceof UploadState.Running) {
            handler.append(info, append);
        } else {
            request.response().putHeader("Upload-Offset", Long.toString(info.offset()));
            handler.refuse(new ProblemException(protocol.complete(info)));
        }
    }

    /** DELETE: discards an upload; of a complete upload, only the record and not the file. */
    void discard() {
        DraftRequests.requireNoState(request.headers(), DraftVersion.of(request.headers()));
        UploadProtocol protocol = isTus() ? new TusProtocol() : new PutProtocol();
        UploadHandler handler = handler(protocol);
        find().compose(info -> client.store().discard(id))
                .onSuccess(done -> {
                    protocol.mark(request.response());
                    request.response().setStatusCode(204).end();
                })
                .onFailure(handler::refuse);
    }

    private Future<Void> publishIfWhole(Upload upload) {
        OptionalLong size = upload.spec().size();
        boolean isWhole = size.isPresent() && size.getAsLong() == upload.offset();
        return isWhole && isTus() ? upload.commit().mapEmpty() : Future.succeededFuture();
    }

    /** The upload cannot be resumed: it is complete, unknown, or was just taken over by another request. */
    private static boolean isNotResumable(Throwable cause) {
        return StoreException.hasCode(cause, ErrorCode.FAILED_PRECONDITION, ErrorCode.NOT_FOUND, ErrorCode.ABORTED);
    }

    /** Fails with a {@link ProblemException} (410) for an expired upload. */
    private Future<UploadInfo> find() {
        return client.store().upload(id).map(info -> {
            if (info.state() instanceof UploadState.Expired) {
                throw new ProblemException(new Problem(
                        410,
                        ErrorCode.NOT_FOUND,
                        "upload: expired at " + info.expiresAt() + " (expected: an upload that has not expired)"));
            }
            return info;
        });
    }

    private boolean isTus() {
        return TusProtocol.isUsedBy(request);
    }

    private DraftProtocol draft() {
        return new DraftProtocol(client.server().config(), request);
    }

    private UploadHandler handler(UploadProtocol protocol) {
        return new UploadHandler(request, client, protocol);
    }
}
