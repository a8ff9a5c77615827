package io.chunkgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/** The start of a page as a text for clients: the order and the {@link ListPosition}, in base64. */
public final class PageToken {
    private static final int PARTS = 3;

    private PageToken() {}

    /** The token of a position. */
    public static String write(ListQuery query, ListPosition position) {
        String text = sorting(query.order(), query.descending()) + '/' + position.key() + '/' + position.name();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The position of a token; empty when the text is not a token, or is of another order. */
    public static Optional<ListPosition> read(String token, ListOrder order, boolean descending) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split("/", PARTS);
            return parts.length == PARTS && parts[0].equals(sorting(order, descending))
                    ? Optional.of(new ListPosition(Long.parseLong(parts[1]), parts[2]))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64OrNoNumber) {
            return Optional.empty();
        }
    }

    private static String sorting(ListOrder order, boolean descending) {
        return order + (descending ? "-" : "+");
    }
}
