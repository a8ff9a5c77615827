package io.chunkgate.store.s3.read;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.object.Manifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;

/**
 * A published file, open for one transfer. Reads one version: its blocks never change, and stay for a time after the file is
 * replaced. Each read is a request, so reads are large, and several run ahead.
 */
public final class S3File extends ReadOnlyFile implements StoredFile {
    private static final int READ_BYTES = 1024 * 1024;
    private static final int READS_AHEAD = 3;

    private final Context context;
    private final FileInfo info;
    private final BlockReader blocks;

    /** @param context where results arrive */
    public S3File(Context context, Bucket bucket, Manifest manifest) {
        this.context = context;
        this.info = manifest.file();
        this.blocks = new BlockReader(bucket, manifest.upload(), manifest.blocks());
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
    public int preferredReadBytes() {
        return READ_BYTES;
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
        return Future.succeededFuture();
    }
}
