package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import io.chunkgate.proto.v1.ReadHeader;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A checked {@code chunkgate.v1.ReadRequest}.
 *
 * @param chunkSize bytes in each message except the last
 * @param start     the position of the first byte, 0 or more
 */
record ReadFile(ReadRequest request, int chunkSize, long start) implements DownloadMethod<ReadResponse> {
    private static final int MIN_CHUNK_BYTES = 1024;
    private static final int MAX_CHUNK_BYTES = 1024 * 1024;

    /** @throws StoreException {@code INVALID_ARGUMENT} for a value that no file can satisfy */
    static ReadFile of(ReadRequest request, int defaultChunkSize) {
        requireNotNegative("length", request.getLength());
        int chunkSize = chunkSize(request.getChunkSize(), defaultChunkSize);
        return new ReadFile(request, chunkSize, start(request, chunkSize));
    }

    @Override
    public Future<StoredFile> open(FileStore store) {
        if (request.hasUploadId()) {
            return store.follow(new UploadId(request.getUploadId()));
        }
        FileName name = FileName.of(request.getName());
        return request.getFollow() ? store.follow(name) : store.open(name);
    }

    @Override
    public Plan<ReadResponse> plan(StoredFile file) {
        FileInfo info = file.info();
        OptionalLong size = file.progress().map(UploadProgress::size).orElse(OptionalLong.of(info.size()));
        FileMessages.condition(false, request.getIfMatchList()).require(info.name(), Optional.of(info));
        if (size.isPresent() && start > size.getAsLong()) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "start", start, "0.." + size.getAsLong());
        }
        return new Plan<>(
                range(file, size),
                new MessageFraming(chunkSize, MessageLayout.files(request.getCrc32C())),
                Optional.of(header(file, size)),
                () -> published(file));
    }

    /** Without a length, a file in progress is sent until it is published, even if every announced byte has been sent. */
    private ByteRange range(StoredFile file, OptionalLong size) {
        boolean openEnd = file.progress().isPresent() && !request.hasLength();
        return openEnd
                ? ByteRange.from(start)
                : new ByteRange(start, length(size).orElse(requestedLength()));
    }

    private OptionalLong length(OptionalLong size) {
        return size.isPresent()
                ? OptionalLong.of(Math.min(requestedLength(), size.getAsLong() - start))
                : OptionalLong.empty();
    }

    private long requestedLength() {
        long max = Long.MAX_VALUE - start;
        return request.hasLength() ? Math.min(request.getLength(), max) : max;
    }

    private ReadResponse header(StoredFile file, OptionalLong size) {
        ReadHeader.Builder header = ReadHeader.newBuilder()
                .setFile(FileMessages.file(file))
                .setOffset(start)
                .setChunkSize(chunkSize)
                .setComplete(file.progress().isEmpty());
        length(size).ifPresent(header::setLength);
        return ReadResponse.newBuilder().setHeader(header).build();
    }

    private static Optional<ReadResponse> published(StoredFile file) {
        return file.progress()
                .map(UploadProgress::published)
                .filter(Future::succeeded)
                .map(published -> ReadResponse.newBuilder()
                        .setPublished(FileMessages.file(published.result()))
                        .build());
    }

    private static int chunkSize(int requested, int defaultChunkSize) {
        if (requested == 0) {
            return defaultChunkSize;
        }
        if (requested < MIN_CHUNK_BYTES || requested > MAX_CHUNK_BYTES) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "chunk_size", requested, MIN_CHUNK_BYTES + ".." + MAX_CHUNK_BYTES);
        }
        return requested;
    }

    private static long start(ReadRequest request, int chunkSize) {
        requireNotNegative("offset", request.getOffset());
        requireNotNegative("chunk_index", request.getChunkIndex());
        long last = Long.MAX_VALUE / chunkSize;
        if (request.getChunkIndex() > last) {
            throw StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE, "chunk_index", request.getChunkIndex(), "0.." + last);
        }
        return request.hasChunkIndex() ? request.getChunkIndex() * chunkSize : request.getOffset();
    }

    private static void requireNotNegative(String what, long value) {
        if (value < 0) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, what, value, "0 or more");
        }
    }
}
