package io.chunkgate.store.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartSizesTest {
    private static final int LEAST = 8 * 1024 * 1024;

    /** @param announced the offset at which the size is announced */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1_000_000, 0",
        "100_000_000_000, 0",
        "503_316_480_000, 0",
        "503_316_480_000, 503_316_480_000",
        "503_316_480_000, 90_000_000_000",
        "100_000_000_000, 50_000_000_000"
    })
    void everyFile_hasAtMostTenThousandParts(String size, String announced) {
        long end = Long.parseLong(size.replace("_", ""));
        long known = Long.parseLong(announced.replace("_", ""));
        int parts = 0;
        long offset = 0;
        while (offset < end) {
            offset += PartSizes.next(LEAST, offset < known ? OptionalLong.empty() : OptionalLong.of(end), offset);
            parts++;
        }
        assertThat(parts).isLessThanOrEqualTo(Multipart.MOST_PARTS);
        assertThat(end).isLessThanOrEqualTo(PartSizes.MOST_FILE_BYTES);
    }
}
