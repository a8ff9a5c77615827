package io.chunkgate.store.s3.read;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.client.ObjectStream;
import io.chunkgate.store.s3.object.FileObjects;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A published file, open for one transfer. Reads one version: when the file is replaced meanwhile, reads fail with {@code
 * DATA_LOSS}, unless the bucket keeps versions. An expected range is one response; any other read is a request.
 */
public final class S3File extends ReadOnlyFile implements StoredFile {
    private static final int READS_AHEAD = 4;
    /** A response that is not read for one to two of these is given up. */
    private static final long CHECK_MILLIS = 1000;

    private final Context context;
    private final Bucket bucket;
    private final FileObjects.Version version;
    private final List<ObjectStream> streams = new ArrayList<>();
    private ByteRange expected = new ByteRange(0, 0);
    private OptionalLong timer = OptionalLong.empty();

    /** @param context where results arrive */
    public S3File(Context context, Bucket bucket, FileObjects.Version version) {
        this.context = context;
        this.bucket = bucket;
        this.version = version;
    }

    @Override
    public FileInfo info() {
        return version.file();
    }

    @Override
    public AsyncFile content() {
        return this;
    }

    @Override
    public long sizeBlocking() {
        return info().size();
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        int count = (int) Math.max(0, Math.min(target.remaining(), info().size() - position));
        return count == 0
                ? Future.succeededFuture(0)
                : Contexts.here(context, read(position, target.slice(target.position(), count)))
                        .map(count);
    }

    @Override
    public void expect(ByteRange range) {
        expected = range;
    }

    @Override
    public int readAhead() {
        return READS_AHEAD;
    }

    /** Always succeeds: each request reads only this version. */
    @Override
    public Future<Void> verify() {
        return Future.succeededFuture();
    }

    @Override
    protected Future<Void> release() {
        timer.ifPresent(context.owner()::cancelTimer);
        streams.forEach(ObjectStream::close);
        return Future.succeededFuture();
    }

    private Future<Void> read(long position, ByteBuffer target) {
        ObjectStream stream = streams.stream()
                .filter(open -> open.continuesAt(position))
                .findAny()
                .orElseGet(() -> open(position, target.remaining()));
        Future<Void> read = stream.read(target);
        if (stream.isEnded()) {
            streams.remove(stream);
        }
        return read;
    }

    private ObjectStream open(long start, int length) {
        long end = Math.min(expected.end(), info().size());
        boolean isExpected = expected.start() <= start && start + length <= end;
        ObjectStream stream = bucket.stream(version.object(), start, isExpected ? end : start + length);
        streams.add(stream);
        if (timer.isEmpty()) {
            timer = OptionalLong.of(
                    context.owner().setPeriodic(CHECK_MILLIS, id -> streams.forEach(ObjectStream::giveUpUnused)));
        }
        return stream;
    }
}
