package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.MediaTypes;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;

/**
 * What is sent for a file: the file itself, or the compressed one that lies beside it.
 *
 * @param name   that was asked for; it decides the media type and the name to save under
 * @param coding of the bytes
 * @param file   that has the bytes: its size, tag, time and digest are the representation's
 */
record Representation(FileName name, ContentCoding coding, FileInfo file) {
    String contentType() {
        return MediaTypes.of(name.value());
    }

    boolean isCoded() {
        return coding != ContentCoding.IDENTITY;
    }
}
