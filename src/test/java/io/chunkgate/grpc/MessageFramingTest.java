package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.Chunk;
import io.chunkgate.proto.demo.Response;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageFramingTest {
    private static final int PREFIX_BYTES = 5;

    @Test
    void layout_matchesTheDiagram() {
        Buffer cgp = demo(4).frame(new Chunk(4 * 300, Buffer.buffer("abcdef")));
        assertThat(HexFormat.of().formatHex(cgp.getBytes()))
                .isEqualTo("00" + "00000009" + "10ac02" + "0a04" + "61626364" + "00" + "00000007" + "10ad02" + "0a02"
                        + "6566");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 127",
        "127, 128",
        "128, 16383",
        "16383, 16384",
        "16384, 32768",
        "2097151, 5",
        "2097152, 5",
        "268435455, 1",
        "268435456, 2097152",
        "2147483646, 1"
    })
    void numbersAndLengthsOfEveryWidth_areParsedByProtobuf(int number, int length) throws Exception {
        Buffer data = Buffer.buffer(new byte[length]);
        Buffer cgp = demo(length).frame(new Chunk((long) number * length, data));
        assertThat(cgp.getInt(1)).isEqualTo(cgp.length() - PREFIX_BYTES);
        Response response = Response.parseFrom(cgp.getBytes(PREFIX_BYTES, cgp.length()));
        assertThat(response.getChunkNumber()).isEqualTo(number);
        assertThat(response.getChunk().toByteArray()).isEqualTo(data.getBytes());
        assertThat(response.getUnknownFields().asMap()).isEmpty();
    }

    private static MessageFraming demo(int chunkSize) {
        return new MessageFraming(chunkSize, MessageLayout.demo(chunkSize));
    }
}
