package io.chunkgate.cgp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The payload of ERROR; the frame's offset is where it can go on, else 0.
 *
 * @param code              which of the one table
 * @param message           for people
 * @param isFinal           whether it ended the transfer, or on transfer 0 the session
 * @param sequence          the number of the CHUNK that it answers
 * @param retryAfterMillis  how long to wait before it makes sense to try again
 */
public record ErrorMessage(
        ErrorCode code, String message, boolean isFinal, OptionalLong sequence, OptionalLong retryAfterMillis) {
    public static ErrorMessage of(ErrorCode code, String message, boolean isFinal) {
        return new ErrorMessage(code, message, isFinal, OptionalLong.empty(), OptionalLong.empty());
    }

    /** What a client is told of a failure. */
    public static ErrorMessage of(StoreException reason, boolean isFinal) {
        String message = Objects.requireNonNullElse(reason.getMessage(), "");
        return new ErrorMessage(reason.code(), message, isFinal, OptionalLong.empty(), reason.retryAfterMillis());
    }

    public ErrorMessage withSequence(long number) {
        return new ErrorMessage(code, message, isFinal, OptionalLong.of(number), retryAfterMillis);
    }

    /**
     * A code of a later version is taken for {@code INTERNAL}.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for what is not such a payload
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
