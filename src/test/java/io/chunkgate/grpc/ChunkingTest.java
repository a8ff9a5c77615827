package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkingTest {

    @ParameterizedTest
    @CsvSource({
        "10, 0, 0, 0, 0",
        "10, 0, 25, 0, 25",
        "10, 2, 25, 20, 5",
        "10, 3, 25, 25, 0",
        "10, 2, 20, 20, 0",
        "32768, 131072, 4294967297, 4294967296, 1",
        "1, 2147483647, 2147483647, 2147483647, 0",
    })
    void range_startsAtTheChunkAndEndsAtTheEnd(int chunkSize, int startAt, long fileSize, long start, long length) {
        assertThat(new Chunking(chunkSize).from(startAt, fileSize)).isEqualTo(new ByteRange(start, length));
    }

    @ParameterizedTest
    @CsvSource({"10, 1, 0", "10, 3, 20", "10, 4, 25", "1, 0, 2147483648", "1, 0, 9223372036854775807"})
    void chunkNumberBeyondTheEndOrInt32_isOutOfRange(int chunkSize, int startAt, long fileSize) {
        assertThatThrownBy(() -> new Chunking(chunkSize).from(startAt, fileSize))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_RANGE));
    }
}
