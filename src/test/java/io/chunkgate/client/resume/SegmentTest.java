package io.chunkgate.client.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    void split_dividesMissingBytes_andKeepsDoneBytes() {
        List<Segment> split = Segment.split(List.of(new Segment(0, 4 * MEBIBYTE, 20 * MEBIBYTE)), 4);

        assertThat(split)
                .extracting(Segment::toJson)
                .map(JsonArray::encode)
                .containsExactly(json(0, 4, 8), json(8, 8, 12), json(12, 12, 16), json(16, 16, 20));
        assertThat(split.stream().mapToLong(Segment::doneBytes).sum()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void smallSegment_isNotSplit() {
        Segment segment = new Segment(0, 0, 2 * MEBIBYTE - 1);

        assertThat(Segment.split(List.of(segment), 4)).containsExactly(segment);
    }

    @Test
    void enoughSegments_areNotSplit() {
        List<Segment> segments = List.of(
                new Segment(0, 8 * MEBIBYTE, 8 * MEBIBYTE),
                new Segment(8 * MEBIBYTE, 9 * MEBIBYTE, 20 * MEBIBYTE),
                new Segment(20 * MEBIBYTE, 20 * MEBIBYTE, 30 * MEBIBYTE));

        assertThat(Segment.split(segments, 2)).isEqualTo(segments);
    }

    @Test
    void json_roundTrips() {
        Segment segment = new Segment(1, 2, 3L << 40);

        assertThat(Segment.of(segment.toJson()).toJson()).isEqualTo(segment.toJson());
        assertThatThrownBy(() -> Segment.of(new JsonArray().add(3).add(2).add(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String json(long start, long position, long end) {
        return new JsonArray()
                .add(start * MEBIBYTE)
                .add(position * MEBIBYTE)
                .add(end * MEBIBYTE)
                .encode();
    }
}
