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
 * A published file, as one transfer has it open: pinned to its version by its blocks, which nobody changes and which stay
 * for a time when the file is replaced.
 */
public final class S3File implements StoredFile {
    private final FileInfo info;
    private final ReadAhead bytes;
    private boolean closed;

    /**
     * @param context where results arrive
     * @param memory  charged with what is read ahead
     * @param windows where that lies
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

    /** Bytes of another version cannot have been read: each request asked for the version's own. */
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
