package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a.txt                 | a.txt
            ``                    | ``
            a/b/c.txt             | a/b/c.txt
            a%20b                 | a b
            a+b                   | a+b
            100%25                | 100%
            %2541                 | %41
            %C3%A9.txt            | é.txt
            %f0%9f%98%80          | 😀
            %E2%82%AC             | €
            a//b                  | a//b
            ./a/../b              | ./a/../b
            %2e%2e/b              | ../b
            a%5Cb                 | a\\b
            a?b                   | a?b
            %3Fx%23               | ?x#
            a"b'<c>               | a"b'<c>
            """)
    void decodesExactlyOnce_andNormalisesNothing(String raw, String name) {
        assertThat(RequestPath.decode(raw)).isEqualTo(name.replace("\\\\", "\\"));
    }

    @Test
    void controlCharacters_areLeftToTheCheckOfNames() {
        assertThat(RequestPath.decode("a%00b%0A")).isEqualTo("a\0b\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            %             | two hexadecimal digits
            a%            | two hexadecimal digits
            a%4           | two hexadecimal digits
            a%zz          | two hexadecimal digits
            a%4g          | two hexadecimal digits
            a%-1          | two hexadecimal digits
            %u0041        | two hexadecimal digits
            %١١           | two hexadecimal digits
            a%2Fb         | no escaped slash
            a%2fb         | no escaped slash
            é             | escaped
            %FF           | UTF-8
            %C3           | UTF-8
            %C3%28        | UTF-8
            %C0%AF        | UTF-8
            %E0%80%AF     | UTF-8
            %ED%A0%80     | UTF-8
            %F4%90%80%80  | UTF-8
            """)
    void badEscapes_areRefusedWithTheValue(String raw, String expected) {
        assertThatThrownBy(() -> RequestPath.decode(raw))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + raw + "'")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a.txt       | a.txt
            a/b c       | a/b%20c
            100%        | 100%25
            é           | %C3%A9
            a+b         | a%2Bb
            a:b         | a%3Ab
            ?#&"'<>     | %3F%23%26%22%27%3C%3E
            A-z_0.9~    | A-z_0.9~
            """)
    void encodes(String name, String encoded) {
        assertThat(RequestPath.encode(name)).isEqualTo(encoded);
    }

    @Test
    void whatIsEncoded_isAUri_andDecodesToItself() {
        Random random = new Random(8);
        for (int i = 0; i < 5000; i++) {
            String name = random.ints(1 + random.nextInt(20), 1, 0x10FFFF)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String encoded = RequestPath.encode(name);

            assertThat(RequestPath.decode(encoded)).isEqualTo(name);
            assertThatCode(() -> URI.create("/files/" + encoded)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void garbage_isDecodedOrRefused(long seed) {
        Random random = new Random(seed);
        String alphabet = "%%%%0123456789abcdefABCDEF/.é\u0000+";
        for (int i = 0; i < 5000; i++) {
            StringBuilder raw = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                RequestPath.decode(raw.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("path: '");
            }
        }
    }
}
