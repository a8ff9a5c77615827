package io.chunkgate.http.upload.tus;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.FieldLists;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Upload-Metadata of tus: comma-separated pairs of a key and a value in base64. The value is optional; a key has any characters
 * but spaces and commas. Empty members, such as after a trailing comma, are skipped.
 *
 * @param text   as sent by the client
 * @param values decoded, by key
 */
record UploadMetadata(String text, Map<String, byte[]> values) {
    static final String HEADER = "Upload-Metadata";

    static final UploadMetadata NONE = new UploadMetadata("", Map.of());

    private static final int MAX_CHARACTERS = 4096;
    /** The texts that JavaScript makes of a value that is missing; Uppy sends the first for a file outside of a folder. */
    private static final Set<String> MISSING = Set.of("", "null", "undefined");

    /**
     * Parses the header; null if the request lacks it.
     *
     * @throws BadHeaderException for a repeated key, a value that is not base64, or more than {@value #MAX_CHARACTERS}
     *     characters
     */
    static UploadMetadata parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return NONE;
        }
        if (header.length() > MAX_CHARACTERS) {
            throw refusal(header.length() + " characters", "at most " + MAX_CHARACTERS);
        }
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String pair : FieldLists.members(header)) {
            String[] parts = pair.split(" +", 2);
            if (values.put(parts[0], decode(parts.length == 1 ? "" : parts[1])) != null) {
                throw refusal(header, "key base64, key base64; each key once");
            }
        }
        return new UploadMetadata(header, values);
    }

    /**
     * The name of the file, unchecked: the path {@code relativePath}, which may begin with a slash, else {@code filename}, else
     * {@code name}.
     *
     * @throws BadHeaderException if it is not UTF-8
     */
    Optional<String> fileName() {
        return text("relativePath")
                .filter(path -> !MISSING.contains(path))
                .map(path -> path.startsWith("/") ? path.substring(1) : path)
                .or(() -> text("filename"))
                .or(() -> text("name"));
    }

    private Optional<String> text(String key) {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? Optional.empty() : Optional.of(utf8(value));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refusal(base64, "base64");
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal(Base64.getEncoder().encodeToString(bytes), "a name in UTF-8");
        }
    }

    private static BadHeaderException refusal(String value, String expected) {
        return new BadHeaderException(HEADER, value, expected);
    }
}
