package io.chunkgate.http.upload.form;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.ContentDisposition;
import io.chunkgate.http.message.FieldLists;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a part of a form.
 *
 * @param fileName of a file, unchecked; the empty text for a file input without a file; empty for an ordinary field
 */
record FormPart(Optional<String> fileName) {
    private static final Set<String> PLAIN_ENCODINGS = Set.of("7bit", "8bit", "binary");

    /**
     * Parses header lines without the last line end.
     *
     * @throws BadHeaderException for a malformed or repeated header, and for content that is not the bytes of one file
     */
    static FormPart parse(String head) {
        Map<String, String> headers = new HashMap<>();
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon <= 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (name.isEmpty() || headers.put(name, line.substring(colon + 1).trim()) != null) {
                throw new BadHeaderException("header of a part", line, "name: value; each name once");
            }
        }
        requirePlain(headers);
        return new FormPart(ContentDisposition.formFileName(headers.getOrDefault("content-disposition", "")));
    }

    private static void requirePlain(Map<String, String> headers) {
        require(headers, "content-transfer-encoding", PLAIN_ENCODINGS, "7bit, 8bit or binary, as RFC 7578 says");
        require(headers, "content-encoding", Set.of("identity"), "none");
        String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/mixed")) {
            throw new BadHeaderException("Content-Type of a part", type, "one file in each part, as RFC 7578 says");
        }
    }

    private static void require(Map<String, String> headers, String name, Set<String> allowed, String expected) {
        String value = headers.get(name);
        if (value != null
                && !FieldLists.members(value.toLowerCase(Locale.ROOT)).stream().allMatch(allowed::contains)) {
            throw new BadHeaderException(name + " of a part", value, expected);
        }
    }
}
