package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An upload that resumes after a broken connection, and in a later run of the program. */
public final class ResumingUpload {
    private static final int BLOCK_BYTES = 256 * 1024;
    /** More than a connection holds in flight: earlier bytes have arrived. */
    private static final long IN_FLIGHT_BYTES = 16L * 1024 * 1024;

    private static final long POLL_INTERVAL_MILLIS = 100;
    private static final int MAX_POLLS = 50;

    private final Context context;
    private final TransferOptions options;
    private final GatewayClient client;
    private final UploadRequest request;
    private final ByteSource source;
    private final PendingUploads pending;
    private final Attempts attempts;
    private final OrderedDigest digest = new OrderedDigest();

    private Optional<String> id = Optional.empty();
    private boolean started;
    private long storedBytes;
    private long position;

    private ResumingUpload(
            Context context,
            TransferOptions options,
            UploadRequest request,
            ByteSource source,
            PendingUploads pending) {
        this.context = context;
        this.options = options;
        this.client = options.client();
        this.request = request;
        this.source = source;
        this.pending = pending;
        this.attempts = new Attempts(context, options);
    }

    /**
     * Uploads all bytes of a source and publishes the file. Fails with a {@link ClientException}; the gateway then keeps the
     * stored bytes, and a later call with the same {@code pending} resumes the upload.
     *
     * @param source the caller closes it after the future has completed
     */
    public static Future<TransferResult> start(
            TransferOptions options, UploadRequest request, ByteSource source, PendingUploads pending) {
        return options.run(context -> new ResumingUpload(context, options, request, source, pending).run());
    }

    private Future<TransferResult> run() {
        return FileTasks.call(context, pending::load)
                .compose(saved -> {
                    id = saved;
                    return attempts.run(this::attempt);
                })
                .compose(done -> FileTasks.run(context, pending::clear).map(done));
    }

    private Future<TransferResult> attempt() {
        return open().compose(upload -> {
            moveTo(upload.offset());
            return upload.published().map(this::verify).orElseGet(() -> send(upload)
                    .onComplete(ended -> upload.close()));
        });
    }

    private Future<RemoteUpload> open() {
        return id.isPresent()
                ? awaitStable(id.get(), -1, MAX_POLLS)
                        .compose(v -> client.resume(id.get(), request))
                        .recover(cause -> ClientException.is(ErrorCode.NOT_FOUND, cause)
                                ? startOver()
                                : Future.failedFuture(cause))
                : create();
    }

    /**
     * Waits until the number of stored bytes is stable. The gateway may still store bytes of the broken connection, or may
     * not have noticed the break yet; taking over the upload too early would lose the bytes in flight.
     */
    private Future<Void> awaitStable(String upload, long before, int polls) {
        return client.storedBytes(upload)
                .compose(now -> now == before || polls == 0
                        ? Future.succeededFuture()
                        : context.owner()
                                .timer(POLL_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(due -> awaitStable(upload, now, polls - 1)));
    }

    private Future<RemoteUpload> startOver() {
        options.listener().note("upload " + id.orElse("") + " not found, starting over");
        return create();
    }

    private Future<RemoteUpload> create() {
        return client.create(request).compose(upload -> {
            id = Optional.of(upload.id());
            storedBytes = 0;
            return FileTasks.run(context, () -> pending.save(upload.id())).map(upload);
        });
    }

    private void moveTo(long offset) {
        if (offset > storedBytes) {
            attempts.progressed();
            storedBytes = offset;
        }
        if (started) {
            options.listener().moved(offset - position);
        } else {
            started = true;
            options.listener().started(offset, request.size());
        }
        position = offset;
    }

    private Future<TransferResult> send(RemoteUpload upload) {
        Promise<Void> sent = Promise.promise();
        sendNext(upload, Future.succeededFuture(), sent);
        return sent.future().compose(v -> finishDigest()).compose(sha256 -> requireUnchanged(upload)
                .compose(v -> commit(upload, sha256)));
    }

    /** Discards the upload of a source that was changed while it was read: its bytes may be a mixture of two versions. */
    private Future<Void> requireUnchanged(RemoteUpload upload) {
        return FileTasks.run(context, source::requireUnchanged).recover(cause -> discard(upload)
                .transform(discarded -> Future.failedFuture(
                        new ClientException(ErrorCode.ABORTED, String.valueOf(cause.getMessage()), cause))));
    }

    private Future<TransferResult> commit(RemoteUpload upload, String sha256) {
        return upload.commit(sha256)
                .map(file -> TransferResult.of(file, position, sha256))
                .recover(cause -> afterCommit(upload, cause).transform(done -> Future.failedFuture(cause)));
    }

    /** A published file of unknown durability is not resumed: only another upload can make it durable. */
    private Future<Void> afterCommit(RemoteUpload upload, Throwable cause) {
        return switch (ClientException.of(cause).code()) {
            case DATA_LOSS -> discard(upload);
            case UNKNOWN_DURABILITY -> FileTasks.run(context, pending::clear);
            default -> Future.succeededFuture();
        };
    }

    /** The stored bytes can never become the file. */
    private Future<Void> discard(RemoteUpload upload) {
        return upload.discard().transform(discarded -> FileTasks.run(context, pending::clear));
    }

    /** Reads the next block while the previous one is sent. */
    private void sendNext(RemoteUpload upload, Future<Void> lastWrite, Promise<Void> sent) {
        readNext().compose(block -> lastWrite.map(block)).onFailure(sent::fail).onSuccess(block -> {
            if (block.length() == 0) {
                sent.complete();
                return;
            }
            moved(upload, block.length());
            sendNext(upload, upload.write(block), sent);
        });
    }

    private void moved(RemoteUpload upload, int byteCount) {
        position += byteCount;
        options.listener().moved(byteCount);
        if (position - upload.offset() > IN_FLIGHT_BYTES) {
            attempts.progressed();
        }
    }

    private Future<Buffer> readNext() {
        long start = position;
        return FileTasks.call(context, () -> {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            source.read(start, block);
            block.flip();
            digest.update(start, block);
            return Buffer.buffer(
                    block.limit() == BLOCK_BYTES ? block.array() : Arrays.copyOf(block.array(), block.limit()));
        });
    }

    /** The upload was already published, but the client did not receive the response. */
    private Future<TransferResult> verify(RemoteFile file) {
        return finishDigest().map(sha256 -> TransferResult.of(file, position, sha256));
    }

    private Future<String> finishDigest() {
        return FileTasks.call(context, () -> digest.finish(source));
    }
}
