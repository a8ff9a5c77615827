package io.chunkgate.client.resume;

import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A download into something that takes bytes in order, such as standard output. It survives broken connections. */
public final class StreamDownload {
    private final Context context;
    private final TransferOptions link;
    private final ByteSink sink;
    private final OrderedDigest digest = new OrderedDigest();

    private StreamDownload(Context context, TransferOptions link, ByteSink sink) {
        this.context = context;
        this.link = link;
        this.sink = sink;
    }

    /** Reads one version of a file. Fails with DATA_LOSS, when all is written, if that is not what the digest says. */
    public static Future<TransferResult> start(TransferOptions link, String name, ByteSink sink) {
        return link.run(context -> new StreamDownload(context, link, sink).run(name));
    }

    /**
     * Reads a file whose upload is running, as it arrives, to its end; or one that is complete. Fails with ABORTED when the
     * upload is discarded.
     */
    public static Future<TransferResult> follow(TransferOptions link, String name, ByteSink sink) {
        return link.run(context -> new StreamDownload(context, link, sink).followed(name));
    }

    private Future<TransferResult> run(String name) {
        return RemoteDigest.describe(context, link, name)
                .compose(file -> read(new ReadRequest(name, 0, file.size(), file.etag(), false))
                        .compose(end -> RemoteDigest.complete(link, file))
                        .map(known -> TransferResult.of(known, known.size().orElseThrow(), digest.finish())));
    }

    private Future<TransferResult> followed(String name) {
        return read(new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), true))
                .compose(end -> whole(name, end).map(file -> TransferResult.of(file, end, digest.finish())));
    }

    private Future<Long> read(ReadRequest request) {
        link.listener().started(0, request.length());
        return new ResumingRead(context, link, request, this::write, link.listener()::moved).run();
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        digest.update(position, bytes);
        sink.write(position, bytes);
    }

    /** The file that was followed, unless it has another length and so is another one. */
    private Future<RemoteFile> whole(String name, long size) {
        RemoteFile unknown =
                new RemoteFile(name, OptionalLong.of(size), Optional.empty(), Optional.empty(), Optional.empty(), true);
        return link.client()
                .digest(name)
                .map(file -> file.size().orElse(-1) == size ? file : unknown)
                .otherwise(unknown);
    }
}
