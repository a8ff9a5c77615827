package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.listing.ListingFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            gzip, deflate, br, zstd             | [ZSTD, BROTLI, GZIP, IDENTITY]
            gzip                                | [GZIP, IDENTITY]
            GZip                                | [GZIP, IDENTITY]
            x-gzip                              | [GZIP, IDENTITY]
            gzip;q=1.0, br;q=0.9                | [GZIP, BROTLI, IDENTITY]
            gzip;q=0.5, identity                | [IDENTITY, GZIP]
            gzip;q=0.5, identity;q=0.5          | [GZIP, IDENTITY]
            gzip;q=0.001                        | [GZIP, IDENTITY]
            gzip;q=0                            | [IDENTITY]
            gzip;q=0.000                        | [IDENTITY]
            *                                   | [ZSTD, BROTLI, GZIP, IDENTITY]
            *;q=0.5, br                         | [BROTLI, ZSTD, GZIP, IDENTITY]
            *, zstd;q=0                         | [BROTLI, GZIP, IDENTITY]
            *;q=0                               | []
            *;q=0, identity;q=0.1               | [IDENTITY]
            identity;q=0                        | []
            identity;q=0, gzip                  | [GZIP]
            gzip; q=0.5 , br ; Q=0.8            | [BROTLI, GZIP, IDENTITY]
            gzip;q=2, br;q=-1, zstd;q=x         | [IDENTITY]
            gzip;q=0.1234                       | [IDENTITY]
            deflate, compress                   | [IDENTITY]
            ``                                  | [IDENTITY]
            ,,gzip,                             | [GZIP, IDENTITY]
            """)
    void codings_areOrderedByWeight_thenByPreference(String field, String codings) {
        assertThat(AcceptEncoding.acceptable(field)).hasToString(codings);
    }

    @Test
    void withoutAcceptEncoding_onlyThePlainFileIsSent() {
        assertThat(AcceptEncoding.acceptable(null)).containsExactly(ContentCoding.IDENTITY);
    }

    @Test
    void codings_nameTheirTokenAndTheirSibling() {
        assertThat(ContentCoding.BROTLI.token() + ContentCoding.BROTLI.suffix()).isEqualTo("br.br");
        assertThat(ContentCoding.ZSTD.token() + ContentCoding.ZSTD.suffix()).isEqualTo("zstd.zst");
        assertThat(ContentCoding.GZIP.token() + ContentCoding.GZIP.suffix()).isEqualTo("gzip.gz");
        assertThat(ContentCoding.IDENTITY.suffix()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            application/json                                                  | JSON
            Application/JSON; charset=utf-8                                   | JSON
            application/*                                                     | JSON
            application/json, text/html;q=0.9                                 | JSON
            application/json, */*;q=0.5                                       | JSON
            text/html;q=0, */*                                                | JSON
            text/html                                                         | HTML
            */*                                                               | HTML
            text/html, application/json                                       | HTML
            text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8   | HTML
            application/json;q=0                                              | HTML
            application/json;q=0.5, text/*                                    | HTML
            application/json;q=nonsense                                       | HTML
            image/png                                                         | HTML
            ``                                                                | HTML
            """)
    void listing_isJson_ifPreferred(String accept, ListingFormat format) {
        assertThat(ListingFormat.preferred(accept)).isEqualTo(format);
    }

    @Test
    void withoutAccept_theListingIsHtml() {
        assertThat(ListingFormat.preferred(null)).isEqualTo(ListingFormat.HTML);
    }
}
