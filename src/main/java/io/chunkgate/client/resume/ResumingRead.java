package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a range of one version of a file into a sink, and resumes after a broken connection. */
final class ResumingRead {
    private final Context context;
    private final TransferOptions options;
    private final ReadRequest request;
    private final ByteSink sink;
    private final LongConsumer written;
    private final Attempts attempts;
    /** The position after the last byte; {@link Long#MAX_VALUE} if it is unknown. */
    private final long end;

    private long position;
    private Optional<String> etag;
    private final Promise<Void> result = Promise.promise();
    private @Nullable RemoteRead opened;
    private @Nullable RemoteRead current;

    /** @param written is called with the number of bytes after each write */
    ResumingRead(Context context, TransferOptions options, ReadRequest request, ByteSink sink, LongConsumer written) {
        this(context, options, request, sink, written, null);
    }

    /**
     * As the other constructor, for a read that is open already.
     *
     * @param opened is used for the first attempt, and cancelled if that does not need it
     */
    ResumingRead(
            Context context,
            TransferOptions options,
            ReadRequest request,
            ByteSink sink,
            LongConsumer written,
            @Nullable RemoteRead opened) {
        this.context = context;
        this.options = options;
        this.request = request;
        this.sink = sink;
        this.written = written;
        this.attempts = new Attempts(context, options);
        this.position = request.offset();
        this.end = request.length().isPresent() ? position + request.length().getAsLong() : Long.MAX_VALUE;
        this.etag = request.etag();
        this.opened = opened;
        this.current = opened;
    }

    /**
     * Opens a whole file in its present version. A description that was queried before could be of another version: a log
     * grows at any time.
     */
    static Future<RemoteRead> open(Context context, TransferOptions options, String name) {
        return new Attempts(context, options).run(() -> options.client().read(ReadRequest.whole(name)));
    }

    /** Completes with the position after the last byte. */
    Future<Long> run() {
        // A stopped read does not wait for its connection, which may be paused, or not open yet.
        attempts.run(this::attempt).onSuccess(result::tryComplete).onFailure(result::tryFail);
        return result.future().map(done -> position);
    }

    /** Cancels the read; its future fails at once. A write that is running may still complete. */
    void stop() {
        attempts.stop();
        result.tryFail(new ClientException(ErrorCode.ABORTED, "cancelled"));
        if (current != null) {
            current.cancel();
        }
    }

    private Future<Void> attempt() {
        if (result.future().failed()) {
            return result.future();
        }
        if (position >= end) {
            takeOpened().ifPresent(RemoteRead::cancel);
            return Future.succeededFuture();
        }
        return takeOpened()
                .map(Future::succeededFuture)
                .orElseGet(() -> options.client().read(rest()))
                .compose(this::pump)
                .recover(this::endOfFollowed);
    }

    private Optional<RemoteRead> takeOpened() {
        Optional<RemoteRead> taken = Optional.ofNullable(opened);
        opened = null;
        return taken;
    }

    private ReadRequest rest() {
        OptionalLong length = end < Long.MAX_VALUE ? OptionalLong.of(end - position) : OptionalLong.empty();
        return new ReadRequest(request.name(), position, length, etag, request.follow());
    }

    private Future<Void> pump(RemoteRead read) {
        if (result.future().failed()) {
            read.cancel();
            return result.future();
        }
        current = read;
        etag = etag.or(() -> read.file().etag());
        return BlockPump.run(context, read, sink, position, this::advance).compose(ended -> checkEnd());
    }

    private void advance(long byteCount) {
        position += byteCount;
        attempts.progressed();
        written.accept(byteCount);
    }

    private Future<Void> checkEnd() {
        return position < end && end < Long.MAX_VALUE
                ? Future.failedFuture(new ClientException(
                        ErrorCode.UNAVAILABLE, "download ended at " + position + " (expected: " + end + ")"))
                : Future.succeededFuture();
    }

    /** Succeeds if the connection of a followed file broke exactly at the end of the file. */
    private Future<Void> endOfFollowed(Throwable cause) {
        if (!request.follow() || !ClientException.is(ErrorCode.OUT_OF_RANGE, cause)) {
            return Future.failedFuture(cause);
        }
        return options.client()
                .stat(request.name())
                .compose(file ->
                        file.size().orElse(-1) == position ? Future.succeededFuture() : Future.failedFuture(cause));
    }
}
