package io.chunkgate.cgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid payloads of control frames, beyond the golden ones. */
class MessagesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"name\"",
                "{",
                "{\"name\":\"a\"",
                "{\"name\":\"a\"}}",
                "{\"name\":\"a\"}x",
                "{\"name\":\"a\"}{}",
                "{'name':'a'}",
                "{name:\"a\"}",
                "{\"name\":a}",
                "\uFEFF{\"name\":\"a\"}"
            })
    void whatIsNotOneObject_isRefused(String payload) {
        assertRefused(Get::decode, payload, "payload: ");
        assertRefused(Put::decode, payload, "payload: ");
        assertRefused(Hello::decode, payload, "payload: ");
        assertRefused(Stat::decode, payload, "payload: ");
    }

    @Test
    void otherEncodingsThanUtf8_areRefused() {
        assertThatThrownBy(() -> Get.decode(Buffer.buffer("{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16LE))))
                .isInstanceOf(StoreException.class);
        Buffer latin1 = Buffer.buffer("{\"name\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Get.decode(latin1)).hasMessage("payload: not UTF-8 (expected: JSON in UTF-8)");
    }

    @Test
    void deepNesting_isRefusedAndNotAFault() {
        assertRefused(Get::decode, "{\"name\":\"a\",\"x\":" + "[".repeat(16_000) + "}", "payload: not JSON");
    }

    @Test
    void payloadOfMoreThan16KiB_isRefused() {
        String longest = "{\"name\":\"" + "a".repeat(Limits.MAX_JSON_BYTES - 11) + "\"}";
        assertThat(Get.decode(Buffer.buffer(longest)).name()).hasSize(Limits.MAX_JSON_BYTES - 11);
        assertRefused(Get::decode, longest + " ", "bytes of the payload: 16385 (expected: at most 16384)");
    }

    @Test
    void unknownKeysAreIgnored_nullIsAbsent_andTheLastOfTwoEqualKeysCounts() {
        Put put = Put.decode(Buffer.buffer("{\"name\":\"a\",\"x\":[1,{}],\"name\":\"b\",\"size\":null}"));
        assertThat(put.name()).contains("b");
        assertThat(put.size()).isEmpty();
    }

    @Test
    void emptyCommitAndCancel_areEmptyObjects() {
        assertThat(Commit.decode(Buffer.buffer())).isEqualTo(new Commit(Optional.empty()));
        assertThat(Cancel.decode(Buffer.buffer())).isEqualTo(new Cancel(false));
        assertRefused(Commit::decode, "[]", "payload: not an object");
        assertRefused(Cancel::decode, "{\"discard\":1}", "discard: 1 (expected: true or false)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                             | name: missing (expected: a string)",
                "{\"name\":7}                   | name: 7 (expected: a string)",
                "{\"name\":\"a\",\"length\":-1} | length: -1 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"length\":1.0} | length: 1.0 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"length\":1e3} | length: 1000.0 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"length\":1E0} | length: 1.0 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"length\":-0.0} | length: -0.0 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"length\":01} | payload: not JSON (expected: one JSON object)",
                "{\"name\":\"a\",\"length\":\"1\"} | length: \"1\" (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"credit\":9223372036854775808} | credit: 9223372036854775808 (expected: 0..9223372036854775807)",
                "{\"name\":\"a\",\"follow\":\"yes\"} | follow: \"yes\" (expected: true or false)",
                "{\"name\":\"a\",\"checksum\":\"none\"} | checksum: \"none\" (expected: \"header\")",
            })
    void badField_isRefusedWithTheExpectation(String payload, String message) {
        assertThatThrownBy(() -> Get.decode(Buffer.buffer(payload)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(message);
    }

    @Test
    void minusZero_isZero() {
        Get get = Get.decode(Buffer.buffer("{\"name\":\"a\",\"length\":-0}"));
        assertThat(get.length()).hasValue(0);
    }

    @Test
    void fieldsOfPut_areChecked() {
        assertRefused(
                Put::decode,
                "{\"name\":\"a\",\"sha256\":\"abc\"}",
                "sha256: \"abc\" (expected: 64 hexadecimal digits)");
        assertRefused(Put::decode, "{\"name\":\"a\",\"ifNoneMatch\":\"\\\"x\\\"\"}", "ifNoneMatch: ");
        assertRefused(Put::decode, "{\"name\":\"a\",\"window\":0}", "window: 0 (expected: at least 1)");
        assertRefused(Put::decode, "{\"name\":\"a\",\"size\":-1}", "size: -1 ");
    }

    @Test
    void digestInCapitals_isTheSameDigest() {
        String hex = "ABCDEF0123456789".repeat(4);
        assertThat(Commit.decode(Buffer.buffer("{\"sha256\":\"" + hex + "\"}")).sha256())
                .contains("abcdef0123456789".repeat(4));
    }

    @Test
    void helloOfLessThan4096_isRefused() {
        assertRefused(Hello::decode, "{\"maxPayload\":4095}", "maxPayload: 4095 (expected: at least 4096)");
        assertThat(Hello.decode(Buffer.buffer("{\"maxPayload\":4096}")).maxPayload())
                .isEqualTo(OptionalLong.of(4096));
    }

    @Test
    void statWithoutNameAndUpload_isRefused() {
        assertRefused(Stat::decode, "{}", "name: missing");
    }

    @Test
    void ack_is16BytesOfUnsignedNumbers() {
        assertThatThrownBy(() -> Ack.decode(Buffer.buffer(new byte[15])))
                .hasMessage("bytes of the payload: 15 (expected: 16)");
        Buffer beyond = Buffer.buffer().appendLong(5).appendLong(-1);
        assertThat(Ack.decode(beyond)).isEqualTo(new Ack(5, Long.MAX_VALUE));
    }

    @Test
    void errorOfALaterVersion_isReadAsAFault() {
        ErrorMessage read = ErrorMessage.decode(Buffer.buffer("{\"code\":\"TEAPOT\",\"final\":true}"));
        assertThat(read).isEqualTo(ErrorMessage.of(ErrorCode.INTERNAL, "", true));
    }

    private static void assertRefused(Function<Buffer, ?> decoder, String payload, String message) {
        assertThatThrownBy(() -> decoder.apply(Buffer.buffer(payload)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageStartingWith(message);
    }
}
