package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A download to a local file that resumes after a broken connection, and in a later run of the program. The file appears
 * under its name when it is complete and its digest matches.
 */
public final class ResumingDownload {
    private static final long SAVE_INTERVAL_MILLIS = 1_000;

    private final Context context;
    private final TransferOptions options;
    private final RemoteFile file;
    private final PartialFile partial;
    private final OrderedDigest digest = new OrderedDigest();
    private final Queue<Segment> pending = new ArrayDeque<>();
    private final List<ResumingRead> reads = new ArrayList<>();
    private @Nullable RemoteRead opened;
    private @Nullable Throwable failure;

    private ResumingDownload(
            Context context,
            TransferOptions options,
            RemoteFile file,
            PartialFile partial,
            @Nullable RemoteRead opened) {
        this.context = context;
        this.options = options;
        this.file = file;
        this.partial = partial;
        this.opened = opened;
    }

    /**
     * Downloads a file. Fails with a {@link ClientException}; the partial file remains then, except after DATA_LOSS, since
     * it can never become the file.
     *
     * @param target    the local file; its folder must exist
     * @param overwrite whether an existing file is replaced
     * @param parallel  how many ranges are downloaded in parallel, at least 1
     */
    public static Future<TransferResult> start(
            TransferOptions options, String name, Path target, boolean overwrite, int parallel) {
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel: " + parallel + " (expected: 1 or more)");
        }
        return options.run(context -> FileTasks.run(context, () -> PartialFile.requireFree(target, overwrite))
                .compose(free -> attempt(context, options, name, target, overwrite, parallel))
                .recover(cause -> ClientException.is(ErrorCode.FAILED_PRECONDITION, cause)
                        // The file was replaced since it was described. One range is of the version in which it is
                        // opened.
                        ? attempt(context, options, name, target, overwrite, 1)
                        : Future.failedFuture(cause)));
    }

    private static Future<TransferResult> attempt(
            Context context, TransferOptions options, String name, Path target, boolean overwrite, int parallel) {
        return RemoteDigest.describe(context, options, name)
                .compose(file -> open(context, options, requireComplete(file), target, parallel))
                .compose(download -> download.run(overwrite, parallel));
    }

    private static RemoteFile requireComplete(RemoteFile file) {
        if (!file.complete()) {
            throw new ClientException(ErrorCode.FAILED_PRECONDITION, "file: '" + file.name() + "' is being uploaded");
        }
        return file;
    }

    private static Future<ResumingDownload> open(
            Context context, TransferOptions options, RemoteFile file, Path target, int parallel) {
        return FileTasks.call(context, () -> PartialFile.open(target, file, parallel))
                .compose(partial -> {
                    if (partial.startsOver()) {
                        options.listener().note("partial file of '" + target + "' has another version, starting over");
                    }
                    return partial.doneBytes() == 0 && parallel == 1
                            ? openWhole(context, options, file, partial)
                            : Future.succeededFuture(new ResumingDownload(context, options, file, partial, null));
                });
    }

    /** Takes the version in which the file is opened: it may have grown since it was described. */
    private static Future<ResumingDownload> openWhole(
            Context context, TransferOptions options, RemoteFile file, PartialFile partial) {
        return ResumingRead.open(context, options, file.name())
                .compose(read -> FileTasks.run(context, () -> partial.startWith(read.file()))
                        .map(new ResumingDownload(context, options, read.file(), partial, read))
                        .onFailure(cause -> read.cancel()))
                .onFailure(cause -> FileTasks.run(context, partial::close));
    }

    private Future<TransferResult> run(boolean overwrite, int parallel) {
        return fetch(parallel)
                .compose(fetched -> verify())
                .compose(done ->
                        FileTasks.run(context, () -> partial.publish(overwrite)).map(done))
                .eventually(() -> FileTasks.run(context, partial::close));
    }

    private Future<Void> fetch(int parallel) {
        RemoteDigest.prepare(options, file);
        options.listener().started(partial.doneBytes(), file.size());
        partial.segments().stream()
                .filter(segment -> segment.missingBytes() > 0)
                .forEach(pending::add);
        long saving = context.owner().setPeriodic(SAVE_INTERVAL_MILLIS, tick -> save());
        List<Future<Void>> workers = new ArrayList<>();
        for (int i = 0; i < parallel; i++) {
            workers.add(fetchNext().onFailure(this::stop));
        }
        return Future.join(workers)
                .onComplete(ended -> context.owner().cancelTimer(saving))
                .compose(all -> save(), any -> save().transform(saved -> Future.failedFuture(failure)));
    }

    private Future<Void> fetchNext() {
        Segment segment = pending.poll();
        if (segment == null) {
            return Future.succeededFuture();
        }
        ReadRequest request = new ReadRequest(
                file.name(), segment.position(), OptionalLong.of(segment.missingBytes()), file.etag(), false);
        LongConsumer written = byteCount -> {
            segment.advance(byteCount);
            options.listener().moved(byteCount);
        };
        ResumingRead read = new ResumingRead(context, options, request, this::write, written, opened);
        opened = null;
        reads.add(read);
        return read.run().compose(end -> fetchNext());
    }

    /** Stops the other ranges; the first failure is that of the download. */
    private void stop(Throwable cause) {
        failure = failure == null ? cause : failure;
        pending.clear();
        reads.forEach(ResumingRead::stop);
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        digest.update(position, bytes);
        partial.write(position, bytes);
    }

    private Future<Void> save() {
        return FileTasks.run(context, partial::save);
    }

    private Future<TransferResult> verify() {
        return FileTasks.call(context, () -> digest.finish(partial.source()))
                .compose(sha256 -> RemoteDigest.complete(options, file)
                        .compose(known -> FileTasks.call(context, () -> check(known, sha256))));
    }

    private TransferResult check(RemoteFile known, String sha256) throws IOException {
        try {
            return TransferResult.of(known, known.size().orElseThrow(), sha256);
        } catch (ClientException mismatch) {
            partial.discard();
            throw mismatch;
        }
    }
}
