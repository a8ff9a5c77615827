package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.io.BodyBuffers;
import io.chunkgate.io.BufferPool;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.server.net.InboundWindows;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Receives the body of a request into an upload, no faster than the disk writes. Succeeds when the body has ended and every
 * byte is stored; neither publishes nor closes the upload.
 */
final class BodyReceiver implements RequestBody.Sink {
    private static final long PROGRESS_MILLIS = 1000;

    private final ServerContext context;
    private final HttpServerRequest request;
    private final UploadSession session;
    private final long limit;
    private final Optional<UploadChecksum> checksum;
    private final RequestBody body;
    private long byteCount;

    /** The bytes do not match the checksum of the request; they are dropped. */
    static final class ChecksumMismatch extends RuntimeException {
        private ChecksumMismatch() {
            super("the bytes do not match their checksum", null, false, false);
        }
    }

    /**
     * @param request  paused
     * @param session  at the offset of the body
     * @param limit    maximum byte count of the body
     * @param checksum that the body must match
     */
    BodyReceiver(
            ServerContext context,
            HttpServerRequest request,
            UploadSession session,
            long limit,
            Optional<UploadChecksum> checksum) {
        this.context = context;
        this.request = request;
        this.session = session;
        this.limit = limit;
        this.checksum = checksum;
        this.body = new RequestBody(context, request, this);
    }

    /**
     * Receives the body.
     *
     * @param progress gets the stored offset, at most once a second; never while the bytes are staged
     */
    Future<Void> run(LongConsumer progress) {
        Upload upload = session.upload();
        Future<Void> staged = checksum.isPresent() ? upload.stage() : Future.succeededFuture();
        return staged.compose(v -> receiveAll(progress)).compose(v -> finish(upload));
    }

    /** Whether the body was longer than allowed. */
    boolean isTooLong() {
        return byteCount > limit;
    }

    private Future<Void> receiveAll(LongConsumer progress) {
        InboundWindows.widen(request);
        if (request.version() != HttpVersion.HTTP_2) {
            ChannelHandlerContext channel = Connections.channel(request);
            BodyBuffers.use(BufferPool.of(context.vertx()), channel.pipeline(), channel.name());
        }
        long timer = reportEverySecond(progress);
        session.upload().lost().onSuccess(body::fail);
        session.stream().exceptionHandler(body::fail).drainHandler(v -> body.readMore());
        Future<Void> received = body.read();
        if (session.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, received);
        }
        return received.onComplete(done -> {
            context.vertx().cancelTimer(timer);
            session.stream().drainHandler(null);
        });
    }

    /** Not before a checksum is verified: acknowledged bytes must not be rolled back. */
    private long reportEverySecond(LongConsumer progress) {
        long[] reported = {session.upload().offset()};
        return context.vertx().setPeriodic(PROGRESS_MILLIS, id -> {
            long offset = session.upload().offset();
            if (offset != reported[0] && checksum.isEmpty()) {
                reported[0] = offset;
                progress.accept(offset);
            }
        });
    }

    @Override
    public void write(Buffer data) {
        byteCount += data.length();
        if (isTooLong()) {
            body.fail(StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE, "bytes of the body", byteCount, "at most " + limit));
            return;
        }
        checksum.ifPresent(sum -> sum.update(data));
        session.stream().write(data);
    }

    @Override
    public boolean isFull() {
        return session.stream().writeQueueFull();
    }

    private Future<Void> finish(Upload upload) {
        Future<Void> stored = session.stored();
        if (checksum.isEmpty()) {
            return stored;
        }
        return stored.compose(v -> checksum.get().matches()
                ? upload.commitStaged()
                : upload.rollback().compose(offset -> Future.failedFuture(new ChecksumMismatch())));
    }
}
