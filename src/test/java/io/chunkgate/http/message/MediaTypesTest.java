package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            film.mp4              | video/mp4
            film.webm             | video/webm
            segment.m4s           | video/iso.segment
            segment.ts            | video/mp2t
            list.m3u8             | application/vnd.apple.mpegurl
            list.mpd              | application/dash+xml
            module.wasm           | application/wasm
            app.js                | text/javascript; charset=utf-8
            app.mjs               | text/javascript; charset=utf-8
            data.json             | application/json
            logo.svg              | image/svg+xml
            photo.avif            | image/avif
            photo.webp            | image/webp
            photo.JPG             | image/jpeg
            font.woff2            | font/woff2
            font.woff             | font/woff
            a.zst                 | application/zstd
            a.tar.gz              | application/gzip
            a.tgz                 | application/gzip
            page.html             | text/html; charset=utf-8
            notes.txt             | text/plain; charset=utf-8
            README.md             | text/markdown; charset=utf-8
            table.csv             | text/csv; charset=utf-8
            style.css             | text/css; charset=utf-8
            doc.pdf               | application/pdf
            doc.xml               | application/xml
            song.flac             | audio/flac
            conf.yaml             | application/yaml
            disk.iso              | application/x-iso9660-image
            folder/a.b/c.png      | image/png
            unknown.zzz           | application/octet-stream
            noextension           | application/octet-stream
            html                  | application/octet-stream
            html/noextension      | application/octet-stream
            a.html/noextension    | application/octet-stream
            dot.                  | application/octet-stream
            ``                    | application/octet-stream
            """)
    void typeFollowsTheExtension(String name, String type) {
        assertThat(MediaTypes.of(name)).isEqualTo(type);
    }
}
