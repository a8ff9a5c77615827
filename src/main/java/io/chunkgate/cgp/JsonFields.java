package io.chunkgate.cgp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON payload. Null counts as absent, unknown keys are ignored, and errors are {@code INVALID_ARGUMENT}. */
final class JsonFields {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int SHOWN_CHARACTERS = 80;

    private final JsonObject values;

    private JsonFields(JsonObject values) {
        this.values = values;
    }

    /** Parses one JSON object in UTF-8, with nothing after it. */
    static JsonFields of(Buffer payload) {
        if (payload.length() > Limits.MAX_JSON_BYTES) {
            throw refused("bytes of the payload", payload.length(), "at most " + Limits.MAX_JSON_BYTES);
        }
        return new JsonFields(parse(text(payload)));
    }

    /** As {@link #of}; an empty payload is an object without fields. */
    static JsonFields ofOptional(Buffer payload) {
        return payload.length() == 0 ? new JsonFields(new JsonObject()) : of(payload);
    }

    private static JsonObject parse(String text) {
        try {
            if (Json.decodeValue(text) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "payload: not JSON (expected: one JSON object)");
        }
        throw new StoreException(ErrorCode.INVALID_ARGUMENT, "payload: not an object (expected: one JSON object)");
    }

    private static String text(Buffer payload) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "payload: not UTF-8 (expected: JSON in UTF-8)");
        }
    }

    Optional<String> text(String key) {
        Object value = values.getValue(key);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw refused(key, value, "a string");
    }

    String requiredText(String key) {
        return text(key).orElseThrow(() -> missing(key, "a string"));
    }

    /** A whole number, 0 or more. */
    OptionalLong count(String key) {
        Object value = values.getValue(key);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 0) {
                return OptionalLong.of(number);
            }
        }
        throw refused(key, value, "0.." + Long.MAX_VALUE);
    }

    long requiredCount(String key) {
        return count(key).orElseThrow(() -> missing(key, "0.." + Long.MAX_VALUE));
    }

    boolean flag(String key) {
        Object value = values.getValue(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw refused(key, value, "true or false");
    }

    /** A digest, in lower case. */
    Optional<String> sha256(String key) {
        Optional<String> hex = text(key);
        if (hex.isPresent() && !SHA256.matcher(hex.get()).matches()) {
            throw refused(key, hex.get(), "64 hexadecimal digits");
        }
        return hex.map(digits -> digits.toLowerCase(Locale.ROOT));
    }

    /** A time in RFC 3339 format. */
    Optional<Instant> time(String key) {
        Optional<String> text = text(key);
        try {
            return text.map(value -> OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeParseException e) {
            throw refused(key, text.orElse(""), "a time in RFC 3339 format");
        }
    }

    Instant requiredTime(String key) {
        return time(key).orElseThrow(() -> missing(key, "a time in RFC 3339 format"));
    }

    /** Whether the key is present; {@code value} is the only one that it may have. */
    boolean only(String key, String value) {
        Optional<String> given = text(key);
        if (given.isPresent() && !given.get().equals(value)) {
            throw refused(key, given.get(), "\"" + value + "\"");
        }
        return given.isPresent();
    }

    /** An error that shows the value, truncated. */
    static StoreException refused(String key, @Nullable Object value, String expected) {
        String shown = Json.encode(value);
        String head = shown.length() <= SHOWN_CHARACTERS ? shown : shown.substring(0, SHOWN_CHARACTERS) + "…";
        return StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, key, head, expected);
    }

    private static StoreException missing(String key, String expected) {
        return new StoreException(ErrorCode.INVALID_ARGUMENT, key + ": missing (expected: " + expected + ")");
    }
}
