package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReprDigestTest {
    /** The digest of no bytes. */
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String FIELD = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

    @Test
    void format_andParse_agree() {
        assertThat(ReprDigest.format(HEX)).isEqualTo(FIELD);
        assertThat(ReprDigest.parse("Repr-Digest", FIELD)).contains(HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  " + FIELD + " ",
                "sha-512=:AAAA:, " + FIELD,
                "sha-512=:AAAA:\t,\t" + FIELD + " , md5=:AA==:",
                FIELD + ";a=1;b=\"x, y\";c",
                "x;q=0.5, " + FIELD,
                "sha-256=:AAAA:, " + FIELD,
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:"
            })
    void sha256_isFoundAmongOthers(String value) {
        assertThat(ReprDigest.parse("Repr-Digest", value)).contains(HEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "sha-512=:AAAA:", "md5=:AAAA:, unixsum=:AAAA:", "new=token", "new=3"})
    void onlyUnknownAlgorithms_areIgnored(String value) {
        assertThat(ReprDigest.parse("Repr-Digest", value)).isEmpty();
        assertThat(ReprDigest.parse("Repr-Digest", null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha-256",
                "sha-256=",
                "sha-256=::",
                "sha-256=:AAAA:",
                "sha-256=abc",
                "sha-256=\"abc\"",
                "sha-256=1",
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "sha-256=:47DEQpj8!:",
                "sha-256=:=A:",
                "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "SHA-256=:AAAA:",
                FIELD + ",",
                "," + FIELD,
                FIELD + " " + FIELD,
                FIELD + ", =",
                "sha-256 =:AAAA:",
                "sha-256=(:AAAA:)",
                "\u00e9"
            })
    void malformedFields_nameTheExpectation(String value) {
        assertThatThrownBy(() -> ReprDigest.parse("Repr-Digest", value))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining("expected: sha-256=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sha-256=1                     | true
            sha-256=10                    | true
            sha-512=10, sha-256=3         | true
            sha-256=5;x=y, sha-512=0      | true
            sha-256=0                     | false
            sha-256=1, sha-256=0          | false
            sha-512=10                    | false
            sha-256                       | false
            sha-256=11                    | false
            sha-256=-1                    | false
            sha-256=1.5                   | false
            sha-256=one                   | false
            sha-256=1,                    | false
            SHA-256=1                     | false
            """)
    void wanted_byAWeightOf1To10(String value, boolean wanted) {
        assertThat(ReprDigest.isSha256Wanted(value)).isEqualTo(wanted);
    }

    @Test
    void withoutTheField_nothingIsWanted() {
        assertThat(ReprDigest.isSha256Wanted(null)).isFalse();
        assertThat(ReprDigest.isSha256Wanted("")).isFalse();
    }

    @Test
    void fieldsOfAnyLength_areReadWithoutDeepRecursion() {
        assertThat(ReprDigest.parse("Repr-Digest", "a=1" + ";b=1".repeat(100_000) + ", " + FIELD))
                .contains(HEX);
        assertThat(ReprDigest.parse("Repr-Digest", "a=\"" + "\\\"".repeat(100_000) + "\", " + FIELD))
                .contains(HEX);
    }
}
