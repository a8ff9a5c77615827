package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.Networks;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of the headers of a trusted proxy: what it appended, and nothing that its client wrote. */
class ForwardedTest {
    private static final Networks TRUSTED = GatewayConfig.from(new JsonObject()
                    .put("server", new JsonObject().put("trustedProxies", "127.0.0.1, 10.0.0.0/8, fd00::/8")))
            .server()
            .proxies();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            X-Forwarded-For: 192.0.2.1                               | 192.0.2.1:0
            X-Forwarded-For: 192.0.2.1:4711                          | 192.0.2.1:4711
            X-Forwarded-For: 2001:db8::1                             | 2001:db8:0:0:0:0:0:1:0
            X-Forwarded-For: [2001:db8::1]:99                        | 2001:db8:0:0:0:0:0:1:99
            X-Forwarded-For: 198.51.100.9, 192.0.2.1                 | 192.0.2.1:0
            X-Forwarded-For: 198.51.100.9,192.0.2.1,10.1.2.3, fd00::5| 192.0.2.1:0
            X-Forwarded-For: 198.51.100.9~X-Forwarded-For: 192.0.2.1 | 192.0.2.1:0
            X-Forwarded-For: 10.1.2.3                                | 10.1.2.3:0
            X-Forwarded-For: garbage, 192.0.2.1                      | 192.0.2.1:0
            X-Forwarded-For: 192.0.2.1, unknown                      | 127.0.0.1:1
            X-Forwarded-For:                                         | 127.0.0.1:1
            Forwarded: for=192.0.2.1                                 | 192.0.2.1:0
            Forwarded: for="[2001:db8::1]:99";proto=https            | 2001:db8:0:0:0:0:0:1:99
            Forwarded: For=198.51.100.9, by=x;FOR="192.0.2.1:7"      | 192.0.2.1:7
            Forwarded: for=192.0.2.1, for=10.0.0.1                   | 192.0.2.1:0
            Forwarded: for="a,for=9.9.9.9", for=192.0.2.1            | 192.0.2.1:0
            Forwarded: for=192.0.2.1, for=_hidden                    | 127.0.0.1:1
            Forwarded: for=192.0.2.1~X-Forwarded-For: 192.0.2.1      | 192.0.2.1:0
            """)
    void client_isTheLastAddressThatIsNoTrustedProxy(String lines, String expected) {
        SocketAddress client = of(lines).client();
        assertThat(client.hostAddress() + ":" + client.port()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1~X-Forwarded-For: 198.51.100.9",
                "Forwarded: for=198.51.100.9~X-Forwarded-For: 198.51.100.9, 192.0.2.1",
                "Forwarded: for=\"192.0.2.1",
                "Forwarded: for=\"1.2.3.4, for=192.0.2.1",
                "Forwarded: 192.0.2.1",
                "Forwarded: for=1.2.3.4 for=5.6.7.8"
            })
    void contradictionsAndGarbage_areRefused(String lines) {
        assertThatThrownBy(() -> of(lines)).isInstanceOf(Forwarded.MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            X-Forwarded-Proto: HTTPS~X-Forwarded-Host: a.example:8443~X-Forwarded-Prefix: /data/ | https a.example:8443 /data
            X-Forwarded-Host: evil.example, a.example                     | - a.example -
            X-Forwarded-Proto: javascript~X-Forwarded-Prefix: //evil      | - - -
            X-Forwarded-Prefix: /a/../b                                   | - - -
            X-Forwarded-Prefix: /a/b%20c                                  | - - /a/b%20c
            X-Forwarded-Prefix: https://evil.example                      | - - -
            Forwarded: for=9.9.9.9;host=evil, for=192.0.2.1;host="a.example:1";proto=https | https a.example:1 -
            Forwarded: for=192.0.2.1;host=a.example, for=10.0.0.1;host=inner | - a.example -
            Forwarded: for=192.0.2.1~X-Forwarded-Host: evil.example       | - - -
            """)
    void schemeHostAndPrefix_areThoseOfTheProxy(String lines, String expected) {
        Forwarded forwarded = of(lines);
        assertThat(forwarded.scheme().orElse("-") + " "
                        + forwarded.host().map(Object::toString).orElse("-") + " "
                        + (forwarded.basePath().isEmpty() ? "-" : forwarded.basePath()))
                .isEqualTo(expected);
    }

    @Test
    void networks_matchBitByBit() throws Exception {
        assertThat(Stream.of("10.0.0.0", "10.255.255.255", "fd12::1", "127.0.0.1"))
                .allMatch(text -> TRUSTED.contains(ip(text)));
        assertThat(Stream.of("11.0.0.0", "9.255.255.255", "fe00::1", "127.0.0.2", "::1"))
                .noneMatch(text -> TRUSTED.contains(ip(text)));
    }

    private static java.net.@org.jspecify.annotations.Nullable InetAddress ip(String text) {
        return ClientAddress.ip(SocketAddress.inetSocketAddress(1, text));
    }

    private static Forwarded of(String lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : lines.split("~", -1)) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return Forwarded.of(headers, SocketAddress.inetSocketAddress(1, "127.0.0.1"), TRUSTED);
    }
}
