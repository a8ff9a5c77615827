package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;

/**
 * Which file answers a request.
 *
 * @param name   that was asked for
 * @param file   that has the bytes
 * @param coding of the bytes
 */
record Variant(FileName name, FileName file, ContentCoding coding) {
    static Variant plain(FileName name) {
        return new Variant(name, name, ContentCoding.IDENTITY);
    }

    Representation of(FileInfo info) {
        return new Representation(name, coding, info);
    }
}
