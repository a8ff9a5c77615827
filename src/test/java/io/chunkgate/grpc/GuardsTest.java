package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of a request body before Vert.x gets it, fed in parts of every size. */
class GuardsTest {
    private static final Buffer TWO_PLAIN_THEN_ONE_COMPRESSED =
            Buffer.buffer(HexFormat.of().parseHex("00" + "00000003" + "010101" + "00" + "00000000" + "01"));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 13})
    void compressedMessageAfterOthers_isRefused(int partLength) {
        PrefixCheck check = new PrefixCheck(length -> true);
        Buffer plain = TWO_PLAIN_THEN_ONE_COMPRESSED.slice(0, 13);
        for (int i = 0; i < plain.length(); i += partLength) {
            check.check(plain.slice(i, Math.min(plain.length(), i + partLength)));
        }
        assertThatThrownBy(() -> check.check(TWO_PLAIN_THEN_ONE_COMPRESSED.slice(13, 14)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("flags: 1 (expected: 0)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void paddingInTheMiddleOfBase64_isDecoded(int partLength) {
        Buffer text = Buffer.buffer("YQ==YmM=ZGVm");
        Base64Stream base64 = new Base64Stream();
        Buffer decoded = Buffer.buffer();
        for (int i = 0; i < text.length(); i += partLength) {
            decoded.appendBuffer(base64.decode(text.slice(i, Math.min(text.length(), i + partLength))));
        }
        assertThat(decoded.toString()).isEqualTo("abcdef");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!!", "a===", "YQ==" + "Y Q="})
    void invalidBase64_isRefused(String text) {
        assertThatThrownBy(() -> new Base64Stream().decode(Buffer.buffer(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
