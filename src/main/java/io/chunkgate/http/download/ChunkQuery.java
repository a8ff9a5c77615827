package io.chunkgate.http.download;

import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.Query;
import io.chunkgate.io.ByteRange;
import java.util.List;
import java.util.Optional;

/**
 * The chunk bridge {@code ?start_at=N&chunk_size=B}: what the request of gRPC asks for, asked in a URL. It means the bytes
 * from {@code N * B} to the end; chunk numbers are those of gRPC when the chunk sizes agree, as they do by default.
 *
 * <p>The one difference is a start at the very end: gRPC answers with no chunk, and HTTP has no 206 for no bytes
 * (RFC 9110, section 14.4), so there is nothing at the end and behind it.
 *
 * @param startAt   number of the first chunk that is asked for, from 0
 * @param chunkSize in bytes
 */
record ChunkQuery(long startAt, int chunkSize) {
    private static final String START_AT = "start_at";
    private static final String CHUNK_SIZE = "chunk_size";

    /**
     * Reads the bridge's parameters, each of which may be missing.
     *
     * @param defaultSize in bytes
     * @return empty when both are missing
     * @throws IllegalArgumentException for what is no number in its range; the message is fit for the client
     */
    static Optional<ChunkQuery> of(Query query, int defaultSize) {
        if (!query.has(START_AT) && !query.has(CHUNK_SIZE)) {
            return Optional.empty();
        }
        return Optional.of(new ChunkQuery(query.number(START_AT, 0, 0, Long.MAX_VALUE), (int)
                query.number(CHUNK_SIZE, defaultSize, 1, Integer.MAX_VALUE)));
    }

    /** The bytes of a file that this asks for: its rest, or none when that would begin at its end or behind it. */
    ByteRanges select(long fileSize) {
        long chunkCount = fileSize / chunkSize + (fileSize % chunkSize == 0 ? 0 : 1);
        if (startAt >= chunkCount) {
            return new ByteRanges.Unsatisfiable();
        }
        long start = startAt * chunkSize;
        return new ByteRanges.Partial(List.of(new ByteRange(start, fileSize - start)));
    }
}
