package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;

/**
 * Cuts a file into chunks that are numbered from its start, wherever a download begins.
 *
 * @param chunkSize bytes in each chunk except the last, at least 1
 */
record Chunking(int chunkSize) {
    /**
     * Returns the bytes from a chunk to the end of the file; none when the number equals the count of chunks.
     *
     * @param startAt 0 or more
     * @throws StoreException {@code OUT_OF_RANGE} for a number beyond the end, and for a file with more chunks than an
     *     {@code int32} can number
     */
    ByteRange from(int startAt, long fileSize) {
        long count = fileSize / chunkSize + (fileSize % chunkSize == 0 ? 0 : 1);
        if (count > Integer.MAX_VALUE) {
            String expected = "at most " + Integer.MAX_VALUE + "; increase grpc.chunkSize";
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "chunks of the file", count, expected);
        }
        if (startAt > count) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "start_at", startAt, "0.." + count);
        }
        long start = Math.min((long) startAt * chunkSize, fileSize);
        return new ByteRange(start, fileSize - start);
    }
}
