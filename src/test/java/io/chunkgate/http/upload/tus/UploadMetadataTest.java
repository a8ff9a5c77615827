package io.chunkgate.http.upload.tus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.BadHeaderException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadMetadataTest {
    @Test
    void pairs_areDecoded_andTheTextIsRepeated() {
        String text = "filename " + base64("ü 日本.bin") + ",is_confidential, type " + base64("a/b");
        UploadMetadata metadata = UploadMetadata.parse(text);
        assertThat(metadata.text()).isEqualTo(text);
        assertThat(metadata.fileName()).contains("ü 日本.bin");
        assertThat(metadata.values().get("is_confidential")).isEmpty();
        assertThat(metadata.values().get("type")).isEqualTo("a/b".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename YQ==,",
                ",filename YQ==",
                "é YQ==,filename YQ==",
                "other,, filename YQ==,",
                "a/b;c=d@\" Yg==, filename  YQ",
                "Filename Yg==,filename YQ=="
            })
    void emptyMembersAndOddKeys_areTaken(String header) {
        assertThat(UploadMetadata.parse(header).fileName()).contains("a");
    }

    @ParameterizedTest
    @CsvSource({"folder/a.txt,folder/a.txt", "/folder/a.txt,folder/a.txt", "null,b", "undefined,b", "'',b", "//a,/a"})
    void relativePath_isThePath(String path, String expected) {
        assertThat(UploadMetadata.parse("filename " + base64("b") + ",relativePath " + base64(path))
                        .fileName())
                .contains(expected);
    }

    @Test
    void filename_takesPrecedenceOverName() {
        assertThat(UploadMetadata.parse("name " + base64("b") + ",filename " + base64("a"))
                        .fileName())
                .contains("a");
        assertThat(UploadMetadata.parse("name " + base64("b")).fileName()).contains("b");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ",", " , ", "filename", "filename ", "other YQ=="})
    void withoutAName_thereIsNone(String header) {
        assertThat(UploadMetadata.parse(header).fileName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a !", "a YQ==,a YQ==", "a YQ== YQ==", "a Y", "a YQ==, a"})
    void malformed_isRefusedWithTheExpectation(String header) {
        assertThatThrownBy(() -> UploadMetadata.parse(header))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageStartingWith("Upload-Metadata: '")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void tooLong_isRefused() {
        assertThatThrownBy(() -> UploadMetadata.parse("a " + "YWFh".repeat(1024)))
                .hasMessageContaining("at most 4096");
    }

    @Test
    void nameThatIsNotUtf8_isRefused() {
        UploadMetadata metadata =
                UploadMetadata.parse("filename " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xFF}));
        assertThatThrownBy(metadata::fileName).hasMessageContaining("UTF-8");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
