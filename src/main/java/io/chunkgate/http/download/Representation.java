package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.MediaTypes;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;

/**
 * The representation of a file that a response contains: the file itself, or the precompressed file.
 *
 * @param name   of the requested file; it determines the media type and the name to save under
 * @param coding of the bytes
 * @param file   that contains the bytes: its size, tag, time and digest describe the representation
 */
record Representation(FileName name, ContentCoding coding, FileInfo file) {
    String contentType() {
        return MediaTypes.of(name.value());
    }

    boolean isCoded() {
        return coding != ContentCoding.IDENTITY;
    }
}
