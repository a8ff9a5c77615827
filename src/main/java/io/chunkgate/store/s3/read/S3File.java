package io.chunkgate.store.s3.read;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.client.ObjectStream;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.object.Manifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A published file, open for one transfer. Reads one version: its blocks never change, and stay for a time after the file is
 * replaced. An expected range is one response for each block; any other read is a request.
 */
public final class S3File extends ReadOnlyFile implements StoredFile {
    private static final int READS_AHEAD = 4;
    /** A response that is not read for one to two of these is given up. */
    private static final long CHECK_MILLIS = 1000;

    private final Context context;
    private final Bucket bucket;
    private final UploadId upload;
    private final FileInfo info;
    private final BlockReader blocks;
    private final List<ObjectStream> streams = new ArrayList<>();
    private ByteRange expected = new ByteRange(0, 0);
    private OptionalLong timer = OptionalLong.empty();

    /** @param context where results arrive */
    public S3File(Context context, Bucket bucket, Manifest manifest) {
        this.context = context;
        this.bucket = bucket;
        this.upload = manifest.upload();
        this.info = manifest.file();
        this.blocks = new BlockReader(manifest.blocks(), this::read);
    }

    @Override
    public FileInfo info() {
        return info;
    }

    @Override
    public AsyncFile content() {
        return this;
    }

    @Override
    public long sizeBlocking() {
        return info.size();
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        return Contexts.here(context, blocks.fill(target, position));
    }

    @Override
    public void expect(ByteRange range) {
        expected = range;
    }

    @Override
    public int readAhead() {
        return READS_AHEAD;
    }

    /** Always succeeds: each request reads only blocks of this version. */
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

    private Future<Void> read(Block block, long from, ByteBuffer target) {
        String key = Keys.block(upload, block);
        ObjectStream stream = streams.stream()
                .filter(open -> open.continues(key, from))
                .findAny()
                .orElseGet(() -> open(block, key, from, target.remaining()));
        Future<Void> read = stream.read(target);
        if (stream.isEnded()) {
            streams.remove(stream);
        }
        return read;
    }

    private ObjectStream open(Block block, String key, long from, int length) {
        long start = block.offset() + from;
        boolean isExpected = expected.start() <= start && start + length <= expected.end();
        long end = isExpected ? Math.min(expected.end(), block.end()) - block.offset() : from + length;
        ObjectStream stream = bucket.stream(key, block.etag(), from, end);
        streams.add(stream);
        if (timer.isEmpty()) {
            timer = OptionalLong.of(
                    context.owner().setPeriodic(CHECK_MILLIS, id -> streams.forEach(ObjectStream::giveUpUnused)));
        }
        return stream;
    }
}
