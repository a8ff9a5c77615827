package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProtocolTest {
    private static final long MAX_FILE_SIZE = 1000;

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, RAW",
        "0000000000000001, RAW",
        "00000000000003E8, RAW",
        "00000000000003E9, UNKNOWN",
        "7FFFFFFFFFFFFFFF, UNKNOWN",
        "8000000000000000, UNKNOWN",
        "FFFFFFFFFFFFFFFF, UNKNOWN",
        "934347500D0A0100, CGP",
        "934347500D0A0107, CGP",
        "934347500D0A0200, UNKNOWN",
        "934347500D0A0000, UNKNOWN",
        "934347500A0D0100, UNKNOWN",
        "1603010200010001, TLS",
        "1602010200010001, UNKNOWN"
    })
    void first8Bytes_selectTheProtocol(String hex, ClientProtocol expected) {
        assertThat(ClientProtocol.of(Buffer.buffer(HexFormat.of().parseHex(hex)), MAX_FILE_SIZE))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HT", "PUT /a H", "PRI * HT", "HEAD / H", "POST / H", "DELETE /", "OPTIONS ", "PROPFIND"})
    void requestLines_areHttp_evenWithoutALimitOfSize(String start) {
        assertThat(ClientProtocol.of(Buffer.buffer(start), MAX_FILE_SIZE)).isEqualTo(ClientProtocol.HTTP);
        assertThat(ClientProtocol.of(Buffer.buffer(start), Long.MAX_VALUE)).isEqualTo(ClientProtocol.HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get / ht", "GE / HTT", "SSH-2.0-", "        ", "GET/ HTT"})
    void otherText_isUnknown(String start) {
        assertThat(ClientProtocol.of(Buffer.buffer(start), MAX_FILE_SIZE)).isEqualTo(ClientProtocol.UNKNOWN);
    }
}
