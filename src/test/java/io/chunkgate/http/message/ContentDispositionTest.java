package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a.txt          | attachment; filename="a.txt"
            a b;c.txt      | attachment; filename="a b;c.txt"
            it's.txt       | attachment; filename="it's.txt"
            é.txt          | attachment; filename="_.txt"; filename*=UTF-8''%C3%A9.txt
            € rates        | attachment; filename="_ rates"; filename*=UTF-8''%E2%82%AC%20rates
            😀             | attachment; filename="_"; filename*=UTF-8''%F0%9F%98%80
            say "hi"       | attachment; filename="say _hi_"; filename*=UTF-8''say%20%22hi%22
            a\\b           | attachment; filename="a_b"; filename*=UTF-8''a%5Cb
            50%.txt        | attachment; filename="50_.txt"; filename*=UTF-8''50%25.txt
            a%20b          | attachment; filename="a_20b"; filename*=UTF-8''a%2520b
            é'(*)          | attachment; filename="_'(*)"; filename*=UTF-8''%C3%A9%27%28%2A%29
            """)
    void attachment_namesTheFileInAsciiAndInFull(String name, String field) {
        assertThat(ContentDisposition.attachment(name.replace("\\\\", "\\"))).isEqualTo(field);
    }

    @Test
    void attachment_containsNoControlCharacters() {
        assertThat(ContentDisposition.attachment("a\r\nSet-Cookie: b\u0000\u007f"))
                .isEqualTo(
                        "attachment; filename=\"a__Set-Cookie: b__\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b%00%7F");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            attachment; filename="a.txt"                                   | a.txt
            attachment; filename=a.txt                                     | a.txt
            ATTACHMENT ; FileName = "a b.txt"                              | a b.txt
            attachment;filename="a;b,c.txt"                                | a;b,c.txt
            attachment; filename="fallback"; filename*=UTF-8''%e2%82%ac    | €
            attachment; filename*=UTF-8''%e2%82%ac; filename="fallback"    | €
            attachment; filename*=utf-8'en'a%20b                           | a b
            attachment; filename="plain"; filename*=KOI8-R''%C3            | plain
            attachment; filename="plain"; filename*=UTF-8''%FF             | plain
            attachment; filename="plain"; filename*=UTF-8''%F              | plain
            form-data; name="x"; filename="b"                              | b
            attachment; filename="dir/b"                                   | dir/b
            attachment; filename="first"; filename="second"                | first
            """)
    void fileName_isTheFullOneBeforeTheFallback(String field, String name) {
        assertThat(ContentDisposition.fileName(field)).hasValue(name);
    }

    @Test
    void fileName_withEscapedQuotes_isUnescaped() {
        assertThat(ContentDisposition.fileName("attachment; filename=\"a\\\"b\\\\c\""))
                .hasValue("a\"b\\c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "attachment",
                "inline; name=a",
                "attachment; filename",
                "attachment; filename=",
                "; ;",
                "attachment; filename=\"a",
                "attachment; filename=a b",
                "attachment; filename=\"a\"b",
                "attachment filename=a",
                "attachment; filename*=a",
                "attachment; filename=\"a\\"
            })
    void fileName_ofNoneOrAMalformedField_isEmpty(String field) {
        assertThat(ContentDisposition.fileName(field)).isEmpty();
    }

    @Test
    void anyName_roundTrips() {
        Random random = new Random(6);
        for (int i = 0; i < 5000; i++) {
            String name = random.ints(1 + random.nextInt(20), 0, 0x10FFFF)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .map(c -> random.nextBoolean() ? c : c & 0x7F)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String field = ContentDisposition.attachment(name);

            assertThat(ContentDisposition.fileName(field)).as(field).hasValue(name);
            assertThat(field.chars()).allMatch(c -> c >= ' ' && c < 0x7F);
        }
    }

    @Test
    void fileName_ofAnyLength_isReadWithoutDeepRecursion() {
        String field = "attachment; filename=\"" + "\\a".repeat(100_000) + '"';

        assertThat(ContentDisposition.fileName(field)).hasValue("a".repeat(100_000));
    }
}
