package io.chunkgate.http.download;

import io.chunkgate.http.exchange.FolderRedirect;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.Query;
import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.server.net.Responses;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;

/**
 * Handles GET and HEAD with {@code ?follow}: sends the bytes of a file while it is uploaded; without a running upload, the
 * published file.
 *
 * <p>The response ends normally only if the upload is committed. If the upload is discarded or expires, the response is
 * aborted. A paused upload is waited for until it expires ({@code uploads.expireAfterMs} after its last byte).
 */
public final class FollowHandler {
    private static final int OK = 200;

    private FollowHandler() {}

    /**
     * Whether the query contains {@code follow}.
     *
     * @throws IllegalArgumentException for a malformed query; the message is for the client
     */
    public static boolean isRequested(HttpServerRequest request) {
        return Query.parse(request.query()).has(DownloadRequest.FOLLOW);
    }

    /**
     * Follows an upload by its id; a complete upload is sent as a file.
     *
     * @throws IllegalArgumentException for an invalid query; the message is for the client
     */
    public static void handle(HttpServerRequest request, Client client, UploadId id) {
        DownloadRequest requested = DownloadRequest.of(request, client.server().config());
        client.store()
                .follow(id)
                .onSuccess(file -> respond(new FileResponse(request, client, requested), file))
                .onFailure(cause -> Problem.ofRead(cause).send(request));
    }

    /** Follows the most recently written upload of a name. */
    public static void handle(HttpServerRequest request, Client client, DownloadRequest requested, FileName name) {
        client.store()
                .follow(name)
                .onSuccess(file -> respond(new FileResponse(request, client, requested), file))
                .onFailure(cause -> FolderRedirect.respond(request, client.store(), name, cause));
    }

    private static void respond(FileResponse response, StoredFile file) {
        file.progress().ifPresentOrElse(progress -> follow(response, file, progress), () -> {
            Representation whole = new Representation(file.info().name(), ContentCoding.IDENTITY, file.info());
            response.send(response.plan(whole), file);
        });
    }

    private static void follow(FileResponse response, StoredFile file, UploadProgress progress) {
        HttpServerRequest request = response.request();
        DownloadPlan plan = FollowPlan.of(response.requested(), file.info(), progress.size(), Instant.now());
        boolean endless = !plan.headers().containsKey("Content-Length");
        if (!(plan.body() instanceof DownloadPlan.Body.Range body)) {
            request.response().setChunked(endless && plan.status() == OK);
            response.send(plan, file);
        } else if (endless && request.version() == HttpVersion.HTTP_1_0) {
            file.close();
            Problem.unboundedResponse().send(request);
        } else {
            response.prepare(plan).setChunked(endless);
            response.begin(file, Direction.FOLLOW)
                    .onSuccess(transfer -> send(response, file, progress, body.range(), transfer));
        }
    }

    private static void send(
            FileResponse response, StoredFile file, UploadProgress progress, ByteRange range, Transfer transfer) {
        HttpServerRequest request = response.request();
        boolean trailed = request.response().isChunked() || request.version() == HttpVersion.HTTP_2;
        if (trailed) {
            request.response().putHeader("Trailer", "ETag, Repr-Digest");
        }
        request.response().writeHead();
        long idleMillis = response.client().server().config().http().idleTimeoutMs();
        Download download = response.startChunks(file, range, transfer, MinRate.of(idleMillis));
        IdleTimeoutSuppressor.until(request, download.done());
        request.response().closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done()
                .compose(sent -> progress.published())
                .onSuccess(published -> end(request, published, range, trailed))
                .onFailure(cause -> Responses.abort(request));
    }

    /** Aborts the response if the published file ends before the range begins. */
    private static void end(HttpServerRequest request, FileInfo published, ByteRange range, boolean trailed) {
        if (published.size() < range.start()) {
            Responses.abort(request);
            return;
        }
        if (trailed) {
            request.response().putTrailer("ETag", published.etag());
            published.sha256().ifPresent(hex -> request.response().putTrailer("Repr-Digest", ReprDigest.format(hex)));
        }
        request.response().end();
    }
}
