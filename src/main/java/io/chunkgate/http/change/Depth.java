package io.chunkgate.http.change;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far below a folder a request reaches: the header Depth (RFC 4918, section 10.2). */
public enum Depth {
    /** The folder alone. */
    ZERO,
    /** The folder and its entries. */
    ONE,
    /** Everything below it. */
    INFINITY;

    private static final String HEADER = "Depth";

    /**
     * The depth of a request; empty without the header.
     *
     * @throws BadHeaderException for another value
     */
    public static Optional<Depth> of(MultiMap headers) {
        @Nullable String value = HeaderValues.single(headers, HEADER);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "0" -> ZERO;
                    case "1" -> ONE;
                    case "infinity" -> INFINITY;
                    default -> throw new BadHeaderException(HEADER, value, "0, 1 or infinity");
                });
    }
}
