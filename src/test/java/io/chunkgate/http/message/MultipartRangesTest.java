package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.io.ByteRange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MultipartRangesTest {
    private static final byte[] FILE = "abcdefghij".getBytes(StandardCharsets.US_ASCII);

    @Test
    void framesEachPart_asTheRfcLaysItOut() {
        List<ByteRange> ranges = List.of(new ByteRange(0, 2), new ByteRange(7, 3));
        MultipartRanges multipart = new MultipartRanges("XYZ", "text/plain; charset=utf-8", FILE.length, ranges);

        assertThat(body(multipart, ranges))
                .isEqualTo(
                        """
                        --XYZ
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 0-1/10

                        ab
                        --XYZ
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 7-9/10

                        hij
                        --XYZ--
                        """
                                .replace("\n", "\r\n"));
        assertThat(multipart.contentType()).isEqualTo("multipart/byteranges; boundary=XYZ");
    }

    @Test
    void length_isThatOfTheBody() {
        List<ByteRange> ranges = List.of(new ByteRange(9, 1), new ByteRange(0, 5), new ByteRange(6, 2));
        MultipartRanges multipart =
                new MultipartRanges(MultipartRanges.newBoundary(), "video/mp4", FILE.length, ranges);

        assertThat(multipart.length()).isEqualTo(body(multipart, ranges).length());
        assertThat(MultipartRanges.length("video/mp4", FILE.length, ranges)).isEqualTo(multipart.length());
    }

    @Test
    void lengthBeyondInt_isExact() {
        long size = 10L << 40;
        List<ByteRange> ranges = List.of(new ByteRange(0, 3L << 40), new ByteRange(size - 1, 1));
        MultipartRanges multipart = new MultipartRanges("XYZ", "a/b", size, ranges);

        int frames = multipart.header(0).length + multipart.header(1).length + multipart.closing().length;
        assertThat(multipart.length()).isEqualTo((3L << 40) + 1 + frames);
    }

    @Test
    void boundaries_differAndNeedNoQuotes() {
        assertThat(MultipartRanges.newBoundary()).matches("[0-9a-f]{32}").isNotEqualTo(MultipartRanges.newBoundary());
    }

    @Test
    void contentRange_hasPositionsAndSize() {
        assertThat(ContentRange.of(new ByteRange(500, 500), OptionalLong.of(1234)))
                .isEqualTo("bytes 500-999/1234");
        assertThat(ContentRange.unsatisfied(0)).isEqualTo("bytes */0");
        assertThatThrownBy(() -> ContentRange.of(new ByteRange(5, 0), OptionalLong.of(10)))
                .hasMessageContaining("at least one byte");
    }

    private static String body(MultipartRanges multipart, List<ByteRange> ranges) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int part = 0; part < ranges.size(); part++) {
            body.writeBytes(multipart.header(part));
            ByteRange range = ranges.get(part);
            body.write(FILE, (int) range.start(), (int) range.length());
        }
        body.writeBytes(multipart.closing());
        return body.toString(StandardCharsets.US_ASCII);
    }
}
