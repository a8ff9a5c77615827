package io.chunkgate.http.upload.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.BadHeaderException;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadChecksumTest {
    /** Checksums of "hello world", received in two chunks; computed by openssl and crcmod. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "SHA1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
                "crc32c yZRlqg=="
            })
    void bytesInParts_match(String header) {
        UploadChecksum checksum = UploadChecksum.parse(header).orElseThrow();
        checksum.update(Buffer.buffer("hello "));
        checksum.update(Buffer.buffer("world"));
        assertThat(checksum.matches()).isTrue();
    }

    @Test
    void otherBytes_doNotMatch() {
        UploadChecksum checksum = UploadChecksum.parse("crc32c yZRlqg==").orElseThrow();
        checksum.update(Buffer.buffer("hello World"));
        assertThat(checksum.matches()).isFalse();
    }

    @Test
    void contentDigest_isSha256() {
        UploadChecksum checksum = UploadChecksum.sha256(
                HexFormat.of().parseHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assertThat(checksum.matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha1", "md5 AAAA", "sha1 AAAA", "sha1 !", "crc32c AAAAAAA=", "crc32 yZRlqg==", "sha512 AA=="
            })
    void unknownAlgorithmOrValue_isRefused(String header) {
        assertThatThrownBy(() -> UploadChecksum.parse(header))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageStartingWith("Upload-Checksum: '" + header + "'");
    }

    @Test
    void withoutTheHeader_nothingIsChecked() {
        assertThat(UploadChecksum.parse(null)).isEmpty();
    }
}
