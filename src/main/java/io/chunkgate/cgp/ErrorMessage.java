package io.chunkgate.cgp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The payload of ERROR; the frame's offset is where the transfer can continue, else 0.
 *
 * @param code              an error of the common table
 * @param message           for humans
 * @param isFinal           whether the transfer, or on transfer 0 the session, has ended
 * @param sequence          the number of the CHUNK that caused it
 * @param retryAfterMillis  how long to wait before a retry
 */
public record ErrorMessage(
        ErrorCode code, String message, boolean isFinal, OptionalLong sequence, OptionalLong retryAfterMillis) {
    public static ErrorMessage of(ErrorCode code, String message, boolean isFinal) {
        return new ErrorMessage(code, message, isFinal, OptionalLong.empty(), OptionalLong.empty());
    }

    public static ErrorMessage of(StoreException reason, boolean isFinal) {
        String message = Objects.requireNonNullElse(reason.getMessage(), "");
        return new ErrorMessage(reason.code(), message, isFinal, OptionalLong.empty(), reason.retryAfterMillis());
    }

    public ErrorMessage withSequence(long number) {
        return new ErrorMessage(code, message, isFinal, OptionalLong.of(number), retryAfterMillis);
    }

    /**
     * Decodes a payload; an unknown code becomes {@code INTERNAL}.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for a malformed payload
     */
    public static ErrorMessage decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new ErrorMessage(
                code(fields.requiredText("code")),
                fields.text("message").orElse(""),
                fields.flag("final"),
                fields.count("sequence"),
                fields.count("retryAfterMs"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject()
                .put("code", code.name())
                .put("message", message)
                .put("final", isFinal);
        sequence.ifPresent(value -> json.put("sequence", value));
        retryAfterMillis.ifPresent(value -> json.put("retryAfterMs", value));
        return json.toBuffer();
    }

    private static ErrorCode code(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
    }
}
