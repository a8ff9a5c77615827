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
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A download to a sequential sink, such as standard output. It resumes after broken connections. */
public final class StreamDownload {
    private final Context context;
    private final TransferOptions options;
    private final ByteSink sink;
    private final OrderedDigest digest = new OrderedDigest();
    private volatile boolean hasWritten;

    private StreamDownload(Context context, TransferOptions options, ByteSink sink) {
        this.context = context;
        this.options = options;
        this.sink = sink;
    }

    /** Downloads a complete file. Fails with DATA_LOSS, after the last byte, if the digest does not match. */
    public static Future<TransferResult> start(TransferOptions options, String name, ByteSink sink) {
        return options.run(context -> new StreamDownload(context, options, sink).run(name));
    }

    /**
     * Downloads a file to its end while it is being uploaded, or a complete file. Fails with ABORTED when the upload is
     * discarded.
     */
    public static Future<TransferResult> follow(TransferOptions options, String name, ByteSink sink) {
        return options.run(context -> new StreamDownload(context, options, sink).runFollowing(name));
    }

    private Future<TransferResult> run(String name) {
        return ResumingRead.open(context, options, name)
                .compose(this::run)
                .recover(cause -> !hasWritten && ClientException.is(ErrorCode.FAILED_PRECONDITION, cause)
                        // The file was replaced before its first byte arrived.
                        ? ResumingRead.open(context, options, name).compose(this::run)
                        : Future.failedFuture(cause));
    }

    private Future<TransferResult> run(RemoteRead opened) {
        RemoteFile file = opened.file();
        RemoteDigest.prepare(options, file);
        return read(new ReadRequest(file.name(), 0, file.size(), file.etag(), false), opened)
                .compose(end -> RemoteDigest.complete(options, file)
                        .map(known -> TransferResult.of(known, end, digest.finish())));
    }

    private Future<TransferResult> runFollowing(String name) {
        return read(new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), true), null)
                .compose(end -> describe(name, end).map(file -> TransferResult.of(file, end, digest.finish())));
    }

    private Future<Long> read(ReadRequest request, @Nullable RemoteRead opened) {
        options.listener().started(0, request.length());
        return new ResumingRead(context, options, request, this::write, options.listener()::moved, opened).run();
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        hasWritten = true;
        digest.update(position, bytes);
        sink.write(position, bytes);
    }

    /** The description of the followed file, without a digest if another file has replaced it. */
    private Future<RemoteFile> describe(String name, long size) {
        RemoteFile unknown =
                new RemoteFile(name, OptionalLong.of(size), Optional.empty(), Optional.empty(), Optional.empty(), true);
        return options.client()
                .digest(name)
                .map(file -> file.size().orElse(-1) == size ? file : unknown)
                .otherwise(unknown);
    }
}
