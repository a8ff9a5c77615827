package io.chunkgate.http.download;

import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.Query;
import io.chunkgate.io.ByteRange;
import java.util.List;
import java.util.Optional;

/**
 * The query {@code ?start_at=N&chunk_size=B}, the equivalent of the gRPC request: the bytes from {@code N * B} to the end.
 * Chunk numbers are those of gRPC if the chunk sizes agree, as they do by default.
 *
 * <p>The one difference is a start at the end of the file: gRPC sends no chunk, and HTTP responds 416, since a 206 cannot
 * be empty (RFC 9110, section 14.4).
 *
 * @param startAt   number of the first requested chunk, from 0
 * @param chunkSize in bytes
 */
record ChunkQuery(long startAt, int chunkSize) {
    private static final String START_AT = "start_at";
    private static final String CHUNK_SIZE = "chunk_size";

    /**
     * Parses the two parameters, each of which is optional.
     *
     * @param defaultSize in bytes
     * @return empty if both are missing
     * @throws IllegalArgumentException for a value that is not a number in its range; the message is for the client
     */
    static Optional<ChunkQuery> of(Query query, int defaultSize) {
        if (!query.has(START_AT) && !query.has(CHUNK_SIZE)) {
            return Optional.empty();
        }
        return Optional.of(new ChunkQuery(query.number(START_AT, 0, 0, Long.MAX_VALUE), (int)
                query.number(CHUNK_SIZE, defaultSize, 1, Integer.MAX_VALUE)));
    }

    /** The rest of the file from the start; unsatisfiable at the end of the file and beyond. */
    ByteRanges select(long fileSize) {
        long chunkCount = fileSize / chunkSize + (fileSize % chunkSize == 0 ? 0 : 1);
        if (startAt >= chunkCount) {
            return new ByteRanges.Unsatisfiable();
        }
        long start = startAt * chunkSize;
        return new ByteRanges.Partial(List.of(new ByteRange(start, fileSize - start)));
    }
}
