package io.chunkgate.http;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.ByteRange;
import io.chunkgate.transfer.ChunkDownload;
import io.chunkgate.transfer.ChunkSink;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Download;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.MinRate;
import io.chunkgate.transfer.Transfer;
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

    private final DoorContext context;
    private final FolderRedirect folders;
    private final FileAnswer answers;

    public FollowHandler(DoorContext context) {
        this.context = context;
        folders = new FolderRedirect(context.store());
        answers = new FileAnswer(context);
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
                .onSuccess(file -> answer(request, asked, file))
                .onFailure(cause ->
                        Problem.ofRead(Failures.toStoreException(cause)).send(request));
    }

    /** Follows the upload of a name that was written to last. */
    void handle(HttpServerRequest request, DownloadRequest asked, FileName name) {
        context.store()
                .follow(name)
                .onSuccess(file -> answer(request, asked, file))
                .onFailure(cause -> folders.answer(request, name, cause));
    }

    private void answer(HttpServerRequest request, DownloadRequest asked, StoredFile file) {
        file.growth().ifPresentOrElse(growth -> follow(request, asked, file, growth), () -> {
            Representation whole = Variant.plain(file.info().name()).of(file.info());
            answers.send(
                    request,
                    asked,
                    DownloadPlan.of(asked, whole, context.config().http(), Instant.now()),
                    file);
        });
    }

    private void follow(HttpServerRequest request, DownloadRequest asked, StoredFile file, Growth growth) {
        DownloadPlan plan = FollowPlan.of(
                asked, file.info(), growth.size(), context.config().http(), Instant.now());
        boolean endless = !plan.headers().containsKey("Content-Length");
        if (!(plan.body() instanceof DownloadPlan.Body.Range body)) {
            request.response().setChunked(endless && plan.status() == OK);
            answers.send(request, asked, plan, file);
        } else if (endless && request.version() == HttpVersion.HTTP_1_0) {
            file.close();
            Problem.unboundedAnswer().send(request);
        } else {
            plan.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(plan.status()).setChunked(endless);
            send(request, file, growth, body.range());
        }
    }

    private void send(HttpServerRequest request, StoredFile file, Growth growth, ByteRange range) {
        context.begin(Listener.HTTP, Direction.FOLLOW, file.info().name(), Connections.caller(request))
                .onSuccess(transfer -> send(request, file, growth, range, transfer))
                .onFailure(
                        refusal -> file.close().onComplete(closed -> Problem.ofRead(Failures.toStoreException(refusal))
                                .send(request)));
    }

    private void send(HttpServerRequest request, StoredFile file, Growth growth, ByteRange range, Transfer transfer) {
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
        QuietTime.until(request, download.done());
        response.closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done()
                .compose(sent -> growth.published())
                .onSuccess(published -> end(request, published, range, trailed))
                .onFailure(cause -> Connections.breakOff(request));
    }

    /** An answer that promised a start which the file turned out not to have is no good one. */
    private static void end(HttpServerRequest request, FileInfo published, ByteRange range, boolean trailed) {
        if (published.size() < range.start()) {
            Connections.breakOff(request);
            return;
        }
        if (trailed) {
            request.response().putTrailer("ETag", published.etag());
            published.sha256().ifPresent(hex -> request.response().putTrailer("Repr-Digest", ReprDigest.format(hex)));
        }
        request.response().end();
    }
}
