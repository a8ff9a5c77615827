package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.io.SocketBufferPool;
import io.chunkgate.server.ServerContext;
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
 * The body of a request on its way into an upload. The client is read no faster than the disk writes. It ends well when
 * the body did and every byte is stored; it neither publishes nor closes the upload.
 */
final class BodyReceiver {
    private static final long PROGRESS_MILLIS = 1000;

    private final ServerContext context;
    private final HttpServerRequest request;
    private final UploadSession uploadSession;
    private final long limit;
    private final Optional<UploadChecksum> checksum;
    private final Promise<Void> received = Promise.promise();
    private final RateWatch watch;
    private long byteCount;
    private boolean isCut;

    /** The bytes do not add up to the checksum that came with them; they are dropped. */
    static final class ChecksumMismatch extends RuntimeException {
        private ChecksumMismatch() {
            super("the bytes do not match their checksum", null, false, false);
        }
    }

    /**
     * @param request  paused
     * @param uploadSession   at the offset where the body belongs
     * @param limit    the most bytes that are taken
     * @param checksum the body counts only if it matches
     */
    BodyReceiver(
            ServerContext context,
            HttpServerRequest request,
            UploadSession uploadSession,
            long limit,
            Optional<UploadChecksum> checksum) {
        this.context = context;
        this.request = request;
        this.uploadSession = uploadSession;
        this.limit = limit;
        this.checksum = checksum;
        this.watch = context.watchUpload(context.config().http().idleTimeoutMs(), this::fail);
    }

    /**
     * Takes the body.
     *
     * @param progress gets the offset that is stored, once a second at most; never while the bytes are on trial
     */
    Future<Void> run(LongConsumer progress) {
        Upload upload = uploadSession.upload();
        Future<Void> ready = checksum.isPresent() ? upload.stage() : Future.succeededFuture();
        return ready.compose(v -> receive(progress)).compose(v -> settle(upload));
    }

    /** Whether the body was longer than allowed. */
    boolean isOverfull() {
        return byteCount > limit;
    }

    private Future<Void> receive(LongConsumer progress) {
        if (request.version() != HttpVersion.HTTP_2) {
            ChannelHandlerContext channel = Connections.channel(request);
            SocketBufferPool.use(channel.pipeline(), channel.name());
        }
        long timer = reportEverySecond(progress);
        uploadSession.upload().lost().onSuccess(this::fail);
        uploadSession.stream().exceptionHandler(this::fail).drainHandler(v -> readOn());
        request.handler(this::take).exceptionHandler(lost -> cut()).endHandler(v -> received.tryComplete());
        request.response().closeHandler(lost -> cut()); // All that HTTP/2 says of a connection that is gone.
        InterimResponse.sendContinueIfExpected(request);
        if (request.response().closed()) {
            cut();
        } else {
            readOn();
        }
        if (uploadSession.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, received.future());
        }
        return received.future().onComplete(done -> {
            context.vertx().cancelTimer(timer);
            watch.stop();
            uploadSession.stream().drainHandler(null);
        });
    }

    /** Nothing where there is a checksum: what was told once may not be dropped any more. */
    private long reportEverySecond(LongConsumer progress) {
        long[] reported = {uploadSession.upload().offset()};
        return context.vertx().setPeriodic(PROGRESS_MILLIS, id -> {
            long offset = uploadSession.upload().offset();
            if (offset != reported[0] && checksum.isEmpty()) {
                reported[0] = offset;
                progress.accept(offset);
            }
        });
    }

    private void take(Buffer data) {
        if (received.future().isComplete()) {
            return;
        }
        byteCount += data.length();
        if (isOverfull()) {
            fail(StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "bytes of the body", byteCount, "at most " + limit));
            return;
        }
        watch.count(data.length());
        checksum.ifPresent(sum -> sum.update(data));
        uploadSession.stream().write(data);
        if (uploadSession.stream().writeQueueFull() && !isCut) {
            request.pause();
            watch.stop();
        }
    }

    private void readOn() {
        if (!received.future().isComplete() && !uploadSession.stream().writeQueueFull()) {
            watch.start();
            request.resume();
        }
    }

    /**
     * What came before the cut is the client's to go on from, so it is taken, however much waits. A paused request would
     * also keep its buffers for ever: Vert.x forgets those of a connection that closes while it is paused.
     */
    private void cut() {
        if (isCut || received.future().isComplete()) {
            return;
        }
        isCut = true;
        request.resume(); // Delivers in a step of its own.
        context.vertx().runOnContext(v -> received.tryFail(Failures.connectionLost()));
    }

    private void fail(Throwable cause) {
        if (received.tryFail(cause) && !request.isEnded() && !isCut) {
            request.pause();
        }
    }

    private Future<Void> settle(Upload upload) {
        Future<Void> stored = uploadSession.stream().end();
        if (checksum.isEmpty()) {
            return stored;
        }
        return stored.compose(v -> checksum.get().matches()
                ? upload.commitStaged()
                : upload.rollback().compose(offset -> Future.failedFuture(new ChecksumMismatch())));
    }
}
