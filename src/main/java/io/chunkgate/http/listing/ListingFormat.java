package io.chunkgate.http.listing;

import io.chunkgate.http.message.WeightedValue;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formats of a listing, chosen by Accept (RFC 9110, section 12.5.1). */
public enum ListingFormat {
    HTML("text/html", "; charset=utf-8"),
    JSON("application/json", "");

    private final String mediaType;
    private final String parameters;

    ListingFormat(String mediaType, String parameters) {
        this.mediaType = mediaType;
        this.parameters = parameters;
    }

    /** The Content-Type of a listing in this format. */
    String contentType() {
        return mediaType + parameters;
    }

    /**
     * JSON if the client prefers it to HTML, else HTML: also without the header, with equal weights, and if the client
     * accepts neither (the RFC lets a server ignore Accept then).
     */
    public static ListingFormat preferred(@Nullable String accept) {
        List<WeightedValue> accepted = accept == null ? List.of() : WeightedValue.parseAll(accept);
        return JSON.weight(accepted) > HTML.weight(accepted) ? JSON : HTML;
    }

    /** Whether the client names HTML and does not prefer JSON, as browsers do for a page; a script says neither. */
    public static boolean isPage(@Nullable String accept) {
        return accept != null
                && preferred(accept) == HTML
                && WeightedValue.parseAll(accept).stream()
                        .anyMatch(range -> range.value().equals(HTML.mediaType) && range.weight() > 0);
    }

    /** The weight of the most specific range that includes this type; 0 if none does. */
    private int weight(List<WeightedValue> accepted) {
        String anySubtype = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        return Stream.of(mediaType, anySubtype, "*/*")
                .flatMap(
                        range -> accepted.stream().filter(value -> value.value().equals(range)))
                .findFirst()
                .map(WeightedValue::weight)
                .orElse(0);
    }
}
