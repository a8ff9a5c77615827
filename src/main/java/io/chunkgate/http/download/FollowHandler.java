package io.chunkgate.http.download;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.listing.FolderRedirect;
import io.chunkgate.http.message.Query;
import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;

/**
 * Answers GET and HEAD with {@code ?follow}: the bytes of a file while it is uploaded, as they come; of a name without a
 * running upload the published file, as without {@code ?follow}.
 *
 * <p>The answer ends well only when the upload is committed: an announced size is not filled up before, and an answer of
 * unknown size is not ended. When the upload is discarded or expires, the connection is broken off, or the stream reset.
 * An upload that pauses is waited for, for as long as it lives ({@code uploads.expireAfterMs} after its last byte).
 */
public final class FollowHandler {
    private static final int OK = 200;

    private final ServerContext context;
    private final FolderRedirect folders;
    private final FileResponse responses;

    public FollowHandler(ServerContext context) {
        this.context = context;
        folders = new FolderRedirect(context.store());
        responses = new FileResponse(context);
    }

    /**
     * Whether the request is one for this handler.
     *
     * @throws IllegalArgumentException for a malformed query; the message is fit for the client
     */
    public static boolean isAskedFor(HttpServerRequest request) {
        return Query.parse(request.query()).has(DownloadRequest.FOLLOW);
    }

    /**
     * Follows an upload by its id; of a complete one the file is sent.
     *
     * @throws IllegalArgumentException for a query that cannot be answered; the message is fit for the client
     */
    public void handle(HttpServerRequest request, UploadId id) {
        DownloadRequest asked = DownloadRequest.of(request, context.config());
        context.store()
                .follow(id)
                .onSuccess(file -> respond(request, asked, file))
                .onFailure(cause ->
                        Problem.ofRead(Failures.toStoreException(cause)).send(request));
    }

    /** Follows the upload of a name that was written to last. */
    public void handle(HttpServerRequest request, DownloadRequest asked, FileName name) {
        context.store()
                .follow(name)
                .onSuccess(file -> respond(request, asked, file))
                .onFailure(cause -> folders.respond(request, name, cause));
    }

    private void respond(HttpServerRequest request, DownloadRequest asked, StoredFile file) {
        file.progress().ifPresentOrElse(progress -> follow(request, asked, file, progress), () -> {
            Representation whole = Variant.plain(file.info().name()).of(file.info());
            responses.send(
                    request,
                    asked,
                    DownloadPlan.of(asked, whole, context.config().http(), Instant.now()),
                    file);
        });
    }

    private void follow(HttpServerRequest request, DownloadRequest asked, StoredFile file, UploadProgress progress) {
        DownloadPlan plan = FollowPlan.of(
                asked, file.info(), progress.size(), context.config().http(), Instant.now());
        boolean endless = !plan.headers().containsKey("Content-Length");
        if (!(plan.body() instanceof DownloadPlan.Body.Range body)) {
            request.response().setChunked(endless && plan.status() == OK);
            responses.send(request, asked, plan, file);
        } else if (endless && request.version() == HttpVersion.HTTP_1_0) {
            file.close();
            Problem.unboundedResponse().send(request);
        } else {
            plan.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(plan.status()).setChunked(endless);
            send(request, file, progress, body.range());
        }
    }

    private void send(HttpServerRequest request, StoredFile file, UploadProgress progress, ByteRange range) {
        context.begin(Listener.HTTP, Direction.FOLLOW, file.info().name(), Connections.requestInfo(request))
                .onSuccess(transfer -> send(request, file, progress, range, transfer))
                .onFailure(
                        refusal -> file.close().onComplete(closed -> Problem.ofRead(Failures.toStoreException(refusal))
                                .send(request)));
    }

    private void send(
            HttpServerRequest request, StoredFile file, UploadProgress progress, ByteRange range, Transfer transfer) {
        HttpServerResponse response = request.response();
        boolean trailed = response.isChunked() || request.version() == HttpVersion.HTTP_2;
        if (trailed) {
            response.putHeader("Trailer", "ETag, Repr-Digest");
        }
        response.writeHead();
        Download download = ChunkDownload.start(
                context.vertx(),
                file,
                range,
                1,
                ChunkSink.plain(response),
                transfer,
                MinRate.of(context.config().http().idleTimeoutMs()));
        IdleTimeoutSuppressor.until(request, download.done());
        response.closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done()
                .compose(sent -> progress.published())
                .onSuccess(published -> end(request, published, range, trailed))
                .onFailure(cause -> Connections.abort(request));
    }

    /** An answer that promised a start which the file turned out not to have is no good one. */
    private static void end(HttpServerRequest request, FileInfo published, ByteRange range, boolean trailed) {
        if (published.size() < range.start()) {
            Connections.abort(request);
            return;
        }
        if (trailed) {
            request.response().putTrailer("ETag", published.etag());
            published.sha256().ifPresent(hex -> request.response().putTrailer("Repr-Digest", ReprDigest.format(hex)));
        }
        request.response().end();
    }
}
