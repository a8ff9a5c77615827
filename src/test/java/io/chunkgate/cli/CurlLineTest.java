package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurlLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.bin       | curl -o 'copy-of-a.bin' 'http://127.0.0.1:80/files/a.bin'",
                "x/y z.bin   | curl -o 'copy-of-y z.bin' 'http://127.0.0.1:80/files/x/y%20z.bin'",
                "ä€.bin      | curl -o 'copy-of-ä€.bin' 'http://127.0.0.1:80/files/%C3%A4%E2%82%AC.bin'",
                "it's        | curl -o 'copy-of-it'\\''s' 'http://127.0.0.1:80/files/it%27s'",
                "-           | curl -o 'copy-of--' 'http://127.0.0.1:80/files/-'",
                "[1-3]{a}#?% | curl -o 'copy-of-[1-3]{a}#?%' 'http://127.0.0.1:80/files/%5B1-3%5D%7Ba%7D%23%3F%25'",
            })
    void download_isQuotedForShell_andEncodedForUrl(String name, String line) {
        assertThat(CurlLine.download("127.0.0.1", 80, FileName.of(name))).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "::1, curl 'http://[::1]:8080/health/ready'",
                "::, curl 'http://[::1]:8080/health/ready'",
                "0.0.0.0, curl 'http://127.0.0.1:8080/health/ready'",
                "localhost, curl 'http://localhost:8080/health/ready'"
            })
    void wildcardHost_becomesLoopback(String host, String line) {
        assertThat(CurlLine.health(host, 8080)).isEqualTo(line);
    }

    @Test
    void ipv6Address_isInBrackets() {
        assertThat(CurlLine.authority("fe80::1", 9000)).isEqualTo("[fe80::1]:9000");
        assertThat(CurlLine.authority("127.0.0.1", 9000)).isEqualTo("127.0.0.1:9000");
    }
}
