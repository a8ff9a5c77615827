package io.chunkgate.store.memory;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An upload that becomes a file of a {@link MemoryFileStore}. */
final class MemoryUpload implements Upload {
    private final MemoryFileStore store;
    private final UploadSpec spec;
    private final UploadId id = UploadId.random();
    private final Buffer bytes = Buffer.buffer();
    private boolean closed;

    MemoryUpload(MemoryFileStore store, UploadSpec spec) {
        this.store = store;
        this.spec = spec;
    }

    @Override
    public UploadId id() {
        return id;
    }

    @Override
    public UploadSpec spec() {
        return spec;
    }

    @Override
    public long offset() {
        return bytes.length();
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        if (offset != bytes.length()) {
            return failure(ErrorCode.FAILED_PRECONDITION, "offset", offset, Integer.toString(bytes.length()));
        }
        long end = offset + data.length();
        if (spec.size().isPresent() && end > spec.size().getAsLong()) {
            return failure(
                    ErrorCode.OUT_OF_RANGE, "end", end, "at most " + spec.size().getAsLong());
        }
        bytes.appendBuffer(data);
        return Future.succeededFuture(end);
    }

    @Override
    public Future<FileInfo> commit() {
        if (spec.size().isPresent() && spec.size().getAsLong() != bytes.length()) {
            return failure(ErrorCode.FAILED_PRECONDITION, "stored bytes", bytes.length(), "" + spec.size());
        }
        String sha256 = TestData.sha256(bytes.getBytes());
        if (spec.sha256().isPresent() && !spec.sha256().get().equals(sha256)) {
            return failure(ErrorCode.DATA_LOSS, "sha256", sha256, spec.sha256().get());
        }
        if (spec.mustBeNew() && store.exists(spec.name())) {
            return failure(ErrorCode.ALREADY_EXISTS, "name", spec.name(), "a new one");
        }
        return Future.succeededFuture(store.put(spec.name(), bytes.getBytes()));
    }

    @Override
    public Future<Void> discard() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            store.closed();
        }
        return Future.succeededFuture();
    }

    private static <T> Future<T> failure(ErrorCode code, String what, Object value, String expected) {
        return Future.failedFuture(StoreException.unexpected(code, what, value, expected));
    }
}
