package io.chunkgate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://gate:8080/files/a/b.bin, http, gate, 8080, a/b.bin",
        "http://gate/files/a, http, gate, 80, a",
        "http://gate/files/, http, gate, 80, ''",
        "http://gate/files, http, gate, 80, ''",
        "grpc://gate/a/, grpc, gate, 50051, a/",
        "tcp://gate/files/a, tcp, gate, 9000, files/a",
        "tcp://gate, tcp, gate, 9000, ''",
        "tcp://[::1]:9001/a, tcp, ::1, 9001, a",
        "tcp://gate/gr%C3%B6%C3%9Fe%20a+b, tcp, gate, 9000, größe a+b",
        "tcp://gate/größe a, tcp, gate, 9000, größe a",
        "tcp://gate/a%3Fb%25, tcp, gate, 9000, a?b%"
    })
    void url_isParsed(String text, String scheme, String host, int port, String path) {
        assertThat(GatewayUrl.parse(text)).isEqualTo(new GatewayUrl(scheme, host, port, path));
    }

    @ParameterizedTest
    @CsvSource({
        "https://gate/data/files/a, /data, a",
        "https://gate/a/b/files/, /a/b, ''",
        "https://gate/data/files, /data, ''",
        "https://gate/files/data/files/a, '', data/files/a",
        "https://gate/data/files/x/files/a, /data, x/files/a",
        "grpcs://gate/data/files/a, '', data/files/a"
    })
    void prefixBeforeFiles_isTheBasePath(String text, String basePath, String path) {
        GatewayUrl url = GatewayUrl.parse(text);
        assertThat(url.basePath()).isEqualTo(basePath);
        assertThat(url.path()).isEqualTo(path);
        assertThat(url.child("c").basePath()).isEqualTo(basePath);
    }

    @Test
    void signedLink_hasNoBasePath() {
        GatewayUrl url = GatewayUrl.parse("https://gate/data/files/a%20b?method=GET&signature=x");
        assertThat(url.path()).isEqualTo("a b");
        assertThat(url.link()).contains("/files/a%20b?method=GET&signature=x");
        assertThat(url).hasToString("https://gate:443/data/files/a b");
    }

    @ParameterizedTest
    @CsvSource({
        "big.bin",
        "http:///files/a",
        "http://gate/a",
        "http://gate:99999/files/a",
        "http://gate:0/files/a",
        "http://user@gate/files/a",
        "ftp://gate/a",
        "http://gate/files/a?download",
        "tcp://gate/a#b",
        "tcp://gate/a%2",
        "tcp://gate/a%zz"
    })
    void malformedUrl_isRefused_withExpectation(String text) {
        assertThatThrownBy(() -> GatewayUrl.parse(text))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void nameAndLastSegment_areDerived() {
        GatewayUrl folder = GatewayUrl.parse("http://[::1]/files/a/b/");

        assertThat(folder.isFolder()).isTrue();
        assertThat(folder.name()).isEqualTo("a/b");
        assertThat(folder.lastSegment()).isEqualTo("b");
        assertThat(folder.child("c")).hasToString("http://[::1]:80/files/a/b/c");
        assertThat(folder.child("c").isFolder()).isFalse();
    }
}
