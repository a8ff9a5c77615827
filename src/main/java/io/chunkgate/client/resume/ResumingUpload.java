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

/** An upload that goes on where it stopped, after a broken connection and in another run of the program. */
public final class ResumingUpload {
    private static final int BLOCK_BYTES = 256 * 1024;
    /** More than a connection holds on its way: what was sent before that has arrived. */
    private static final long IN_FLIGHT_BYTES = 16L * 1024 * 1024;

    private static final long LOOK_INTERVAL_MILLIS = 100;
    private static final int MAX_LOOKS = 50;

    private final Context context;
    private final TransferOptions link;
    private final GatewayClient client;
    private final UploadRequest request;
    private final ByteSource source;
    private final PendingUploads memory;
    private final Attempts attempts;
    private final OrderedDigest digest = new OrderedDigest();

    private Optional<String> id = Optional.empty();
    private boolean started;
    private long storedBytes;
    private long position;

    private ResumingUpload(
            Context context, TransferOptions link, UploadRequest request, ByteSource source, PendingUploads memory) {
        this.context = context;
        this.link = link;
        this.client = link.client();
        this.request = request;
        this.source = source;
        this.memory = memory;
        this.attempts = new Attempts(context, link);
    }

    /**
     * Sends all bytes of a source and publishes them as a file. Fails with a {@link ClientException}; the gateway then keeps
     * what it has, and the memory remembers it.
     *
     * @param source stays the caller's to close, when the future has completed
     */
    public static Future<TransferResult> start(
            TransferOptions link, UploadRequest request, ByteSource source, PendingUploads memory) {
        return link.run(context -> new ResumingUpload(context, link, request, source, memory).run());
    }

    private Future<TransferResult> run() {
        return FileTasks.run(context, memory::recall)
                .compose(remembered -> {
                    id = remembered;
                    return attempts.run(this::attempt);
                })
                .compose(done -> FileTasks.run(context, () -> {
                    memory.forget();
                    return done;
                }));
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
                ? settled(id.get(), -1, MAX_LOOKS)
                        .compose(v -> client.resume(id.get(), request))
                        .recover(cause -> isGone(cause) ? startOver() : Future.failedFuture(cause))
                : create();
    }

    /**
     * Waits until nothing more is stored. The gateway may still be at what came before the connection broke, or may not have
     * noticed the break yet; to take the upload over now would lose what is on its way.
     */
    private Future<Void> settled(String upload, long before, int looks) {
        return client.storedBytes(upload)
                .compose(now -> now == before || looks == 0
                        ? Future.succeededFuture()
                        : context.owner()
                                .timer(LOOK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(due -> settled(upload, now, looks - 1)));
    }

    private Future<RemoteUpload> startOver() {
        link.listener().note("the gateway has forgotten upload " + id.orElse("") + ", it starts over");
        return create();
    }

    private Future<RemoteUpload> create() {
        return client.create(request).compose(upload -> {
            id = Optional.of(upload.id());
            storedBytes = 0;
            return FileTasks.run(context, () -> {
                memory.remember(upload.id());
                return upload;
            });
        });
    }

    private void moveTo(long offset) {
        if (offset > storedBytes) {
            attempts.progressed();
            storedBytes = offset;
        }
        if (started) {
            link.listener().moved(offset - position);
        } else {
            started = true;
            link.listener().started(offset, request.size());
        }
        position = offset;
    }

    private Future<TransferResult> send(RemoteUpload upload) {
        Promise<Void> sent = Promise.promise();
        sendNext(upload, Future.succeededFuture(), sent);
        return sent.future()
                .compose(v -> FileTasks.run(context, () -> digest.finish(source)))
                .compose(sha256 -> commit(upload, sha256));
    }

    private Future<TransferResult> commit(RemoteUpload upload, String sha256) {
        return upload.commit(sha256)
                .map(file -> TransferResult.of(file, position, sha256))
                .recover(cause -> isDataLoss(cause) ? giveUp(upload, cause) : Future.failedFuture(cause));
    }

    /** What the gateway has can never become the file. */
    private Future<TransferResult> giveUp(RemoteUpload upload, Throwable cause) {
        return upload.discard()
                .transform(discarded -> FileTasks.run(context, () -> {
                    memory.forget();
                    throw ClientException.of(cause);
                }));
    }

    /** Reads the next block while the last one is sent, so that the two take turns at most. */
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
        link.listener().moved(byteCount);
        if (position - upload.offset() > IN_FLIGHT_BYTES) {
            attempts.progressed();
        }
    }

    private Future<Buffer> readNext() {
        long start = position;
        return FileTasks.run(context, () -> {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            source.read(start, block);
            block.flip();
            digest.update(start, block);
            return Buffer.buffer(
                    block.limit() == BLOCK_BYTES ? block.array() : Arrays.copyOf(block.array(), block.limit()));
        });
    }

    /** The answer to its last request was lost, or the program ended before it came. */
    private Future<TransferResult> verify(RemoteFile file) {
        return FileTasks.run(context, () -> digest.finish(source))
                .map(sha256 -> TransferResult.of(file, position, sha256));
    }

    private static boolean isGone(Throwable cause) {
        return ClientException.of(cause).code() == ErrorCode.NOT_FOUND;
    }

    private static boolean isDataLoss(Throwable cause) {
        return ClientException.of(cause).code() == ErrorCode.DATA_LOSS;
    }
}
