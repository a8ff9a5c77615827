package io.chunkgate.access;

import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An upload whose client may bring no more than so many bytes. */
final class BoundedUpload extends ForwardingUpload {
    private final long maxBytes;

    BoundedUpload(Upload upload, long maxBytes) {
        super(upload);
        this.maxBytes = maxBytes;
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        long end = offset + data.length();
        return end > maxBytes ? Future.failedFuture(GuardedStore.tooLarge(end, maxBytes)) : super.write(offset, data);
    }

    @Override
    public Future<Void> setSize(long size) {
        return size > maxBytes ? Future.failedFuture(GuardedStore.tooLarge(size, maxBytes)) : super.setSize(size);
    }
}
