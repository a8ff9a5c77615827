package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;

/**
 * How a file is cut: into chunks that are counted from its start, wherever a download begins.
 *
 * @param chunkSize bytes in each chunk but the last, at least 1
 */
record Chunking(int chunkSize) {
    /**
     * The bytes from a chunk to the end of the file; none, when the number is the count of chunks.
     *
     * @param startAt 0 or more
     * @throws StoreException {@code OUT_OF_RANGE} for a number beyond the end, and when the file has more chunks than the
     *     protocol's {@code int32} can count
     */
    ByteRange from(int startAt, long fileSize) {
        long count = fileSize / chunkSize + (fileSize % chunkSize == 0 ? 0 : 1);
        if (count > Integer.MAX_VALUE) {
            String expected = "at most " + Integer.MAX_VALUE + "; a larger grpc.chunkSize makes fewer";
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "chunks of the file", count, expected);
        }
        if (startAt > count) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "start_at", startAt, "0.." + count);
        }
        long start = Math.min((long) startAt * chunkSize, fileSize);
        return new ByteRange(start, fileSize - start);
    }
}
