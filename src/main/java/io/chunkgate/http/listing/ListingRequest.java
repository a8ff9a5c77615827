package io.chunkgate.http.listing;

import io.chunkgate.http.message.Query;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request for a page of a listing: {@code ?sort=name|size|modified&order=asc|desc&limit=1000&after=...}. The position
 * {@code after} is a name; if the listing is sorted by another key, it is that key, a slash and the name.
 */
public record ListingRequest(FolderName folder, ListQuery query) {
    static final int DEFAULT_LIMIT = 1000;
    static final int MAX_LIMIT = 10_000;

    /**
     * Parses a URL.
     *
     * @param rawName  the path after {@code /files/}, not decoded; empty or ending in a slash
     * @param rawQuery the query, not decoded, or null
     * @throws IllegalArgumentException for a malformed path or query; the message is for the client
     * @throws io.chunkgate.store.StoreException for a name that no folder can have
     */
    public static ListingRequest of(String rawName, @Nullable String rawQuery) {
        Query query = Query.parse(rawQuery);
        ListOrder order = order(query.get("sort").orElse("name"));
        ListQuery page = new ListQuery(
                query.get("after").map(after -> position(after, order)),
                (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
                order,
                isDescending(query.get("order").orElse("asc")));
        return new ListingRequest(folder(rawName), page);
    }

    /** The path of this listing, encoded. */
    String path() {
        return "/files/" + (folder.equals(FolderName.ROOT) ? "" : RequestPath.encode(folder.toString()));
    }

    /** The query of the page after a position. */
    String nextQuery(ListPosition position) {
        String name = position.name();
        String after = query.order() == ListOrder.NAME ? name : position.key() + "/" + name;
        return firstQuery(query.order(), query.descending()) + "&after=" + RequestPath.encode(after);
    }

    /** The query of the first page in another order. */
    String firstQuery(ListOrder order, boolean descending) {
        return "?sort=" + order.name().toLowerCase(Locale.ROOT) + "&order=" + (descending ? "desc" : "asc")
                + (query.limit() == DEFAULT_LIMIT ? "" : "&limit=" + query.limit());
    }

    /**
     * The folder of a path.
     *
     * @param rawName as in {@link #of}
     */
    public static FolderName folder(String rawName) {
        return rawName.isEmpty() ? FolderName.ROOT : FolderName.of(FileName.of(RequestPath.decodeEntry(rawName)));
    }

    private static ListOrder order(String text) {
        return Stream.of(ListOrder.values())
                .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> refusal("sort", text, "name, size or modified"));
    }

    private static boolean isDescending(String text) {
        if (!text.equals("asc") && !text.equals("desc")) {
            throw refusal("order", text, "asc or desc");
        }
        return text.equals("desc");
    }

    private static ListPosition position(String after, ListOrder order) {
        if (order == ListOrder.NAME) {
            return new ListPosition(0, after);
        }
        int slash = after.indexOf('/');
        try {
            return new ListPosition(Long.parseLong(after.substring(0, Math.max(0, slash))), after.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw refusal("after", after, "the value in a listing's next page");
        }
    }

    private static IllegalArgumentException refusal(String name, String value, String expected) {
        return new IllegalArgumentException(name + ": '" + value + "' (expected: " + expected + ")");
    }
}
