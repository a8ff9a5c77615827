package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.io.BodyBuffers;
import io.chunkgate.io.BufferPool;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.InboundWindows;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.rate.RateWatch;
import io.chunkgate.transfer.upload.UploadSession;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Receives the body of a request into an upload, no faster than the disk writes. Succeeds when the body has ended and every
 * byte is stored; neither publishes nor closes the upload.
 */
final class BodyReceiver {
    private static final long PROGRESS_MILLIS = 1000;

    private final ServerContext context;
    private final HttpServerRequest request;
    private final UploadSession session;
    private final long limit;
    private final Optional<UploadChecksum> checksum;
    private final Promise<Void> received = Promise.promise();
    private final RateWatch watch;
    private long byteCount;
    private boolean isLost;

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
        this.watch = context.watchUpload(context.config().http().idleTimeoutMs(), this::fail);
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
        session.upload().lost().onSuccess(this::fail);
        session.stream().exceptionHandler(this::fail).drainHandler(v -> readMore());
        request.handler(this::receive)
                .exceptionHandler(lost -> connectionLost())
                .endHandler(v -> received.tryComplete());
        request.response().closeHandler(lost -> connectionLost()); // The only event of HTTP/2 for a lost connection.
        InterimResponse.sendContinueIfExpected(request);
        if (request.response().closed()) {
            connectionLost();
        } else {
            readMore();
        }
        if (session.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, received.future());
        }
        return received.future().onComplete(done -> {
            context.vertx().cancelTimer(timer);
            watch.stop();
            setReading(true);
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

    private void receive(Buffer data) {
        if (received.future().isComplete()) {
            return;
        }
        byteCount += data.length();
        if (isTooLong()) {
            fail(StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "bytes of the body", byteCount, "at most " + limit));
            return;
        }
        watch.count(data.length());
        checksum.ifPresent(sum -> sum.update(data));
        session.stream().write(data);
        if (session.stream().writeQueueFull() && !isLost) {
            request.pause();
            setReading(false);
            watch.stop();
        }
    }

    private void readMore() {
        if (!received.future().isComplete() && !session.stream().writeQueueFull()) {
            watch.start();
            setReading(true);
            resumeRequest();
        }
    }

    /** Vert.x throws when the request has ended; a reset by the client ends it. */
    private void resumeRequest() {
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /** Stops reading a connection of HTTP/1 at once: while a request is paused, Vert.x reads some two dozen more buffers. */
    private void setReading(boolean reading) {
        if (request.version() != HttpVersion.HTTP_2) {
            Connections.channel(request).channel().config().setAutoRead(reading);
        }
    }

    /**
     * The client resumes after the bytes that arrived before the connection was lost, so they are stored. Resuming also
     * releases the buffers of a paused request: Vert.x leaks those of a connection that closes while it is paused.
     */
    private void connectionLost() {
        if (isLost || received.future().isComplete()) {
            return;
        }
        isLost = true;
        resumeRequest(); // Delivers the queued bytes asynchronously.
        context.vertx().runOnContext(v -> received.tryFail(Failures.connectionLost()));
    }

    private void fail(Throwable cause) {
        if (received.tryFail(cause) && !request.isEnded() && !isLost) {
            request.pause();
        }
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
