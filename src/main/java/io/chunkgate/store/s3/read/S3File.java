package io.chunkgate.store.s3.read;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.TransferMemory;
import io.chunkgate.store.s3.object.Manifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * A published file, open for one transfer. Reads one version: its blocks never change, and stay for a time after the file is
 * replaced.
 */
public final class S3File implements StoredFile {
    private final FileInfo info;
    private final ReadAhead bytes;
    private boolean closed;

    /**
     * @param context where results arrive
     * @param memory  counts the bytes that are read ahead
     * @param windows of the bytes that are read ahead
     */
    public S3File(Context context, Bucket bucket, TransferMemory memory, WindowBufferPool windows, Manifest manifest) {
        this.info = manifest.file();
        this.bytes =
                new ReadAhead(context, new BlockReader(bucket, manifest.upload(), manifest.blocks()), memory, windows);
    }

    @Override
    public FileInfo info() {
        return info;
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        if (closed) {
            return Future.failedFuture(StoreErrors.fileClosed());
        }
        return bytes.read(position, length);
    }

    @Override
    public void release(Buffer buffer) {
        bytes.release(buffer);
    }

    /** Always succeeds: each request reads only blocks of this version. */
    @Override
    public Future<Void> verify() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            bytes.close();
        }
        return Future.succeededFuture();
    }
}
