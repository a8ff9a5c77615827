package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\"abc\"", "W/\"abc\"", "\"\"", "\"a,b\"", "\"W/\"", "\"!#$%'*\"", "\"\u00e9\u00ff\"", "\"*\""})
    void validTags_areReadAndWrittenBack(String text) {
        assertThat(EntityTag.parse(text)).map(EntityTag::toString).hasValue(text);
        assertThat(EntityTag.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "\"",
                "\"abc",
                "abc\"",
                "w/\"abc\"",
                "W/",
                "W/abc",
                "W/\"abc",
                "\"a\"b\"",
                "\"spaced tag\"",
                "\"a\tb\"",
                "\"\u007f\"",
                "\"a\" ",
                " \"a\"",
                "*",
                "W /\"a\"",
                "'a'"
            })
    void invalidTags_areNotRead(String text) {
        assertThat(EntityTag.parse(text)).isEmpty();
        assertThatThrownBy(() -> EntityTag.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    /** The table of RFC 9110, section 8.8.3.2. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            textBlock =
                    """
            W/"1", W/"1", false, true
            W/"1", W/"2", false, false
            W/"1", "1",   false, true
            "1",   W/"1", false, true
            "1",   "1",   true,  true
            "1",   "2",   false, false
            """)
    void comparison(String a, String b, boolean strongly, boolean weakly) {
        assertThat(EntityTag.of(a).matchesStrongly(EntityTag.of(b))).isEqualTo(strongly);
        assertThat(EntityTag.of(a).matchesWeakly(EntityTag.of(b))).isEqualTo(weakly);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "a"                     | ["a"]
            "a","b"                 | ["a", "b"]
            "a" , W/"b"             | ["a", W/"b"]
            "a,b", "c"              | ["a,b", "c"]
            ,, "a",,"b" ,           | ["a", "b"]
            ,                       | []
            ``                      | []
            garbage                 | []
            "a", garbage, "b"       | ["a"]
            "a" "b"                 | []
            "a", "b                 | ["a"]
            "a", *                  | ["a"]
            *, "a"                  | []
            "a";q=1                 | []
            """)
    void lists(String value, String tags) {
        EntityTagList list = EntityTagList.parse(value);

        assertThat(list.tags()).hasToString(tags);
        assertThat(list.any()).isFalse();
    }

    @Test
    void star_matchesAnyRepresentation() {
        assertThat(EntityTagList.parse(" * ").any()).isTrue();
        assertThat(EntityTagList.parse("*").matches(tag -> false)).isTrue();
        assertThat(EntityTagList.parse("\"*\"").any()).isFalse();
    }
}
