package io.chunkgate.http.listing;

import io.chunkgate.http.message.WeightedValue;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The forms of a listing, and the choice between them by Accept (RFC 9110, section 12.5.1). */
public enum ListingFormat {
    HTML("text/html", "; charset=utf-8"),
    JSON("application/json", "");

    private final String mediaType;
    private final String parameters;

    ListingFormat(String mediaType, String parameters) {
        this.mediaType = mediaType;
        this.parameters = parameters;
    }

    /** The Content-Type of a listing in this form. */
    String contentType() {
        return mediaType + parameters;
    }

    /**
     * JSON where the client wants it more than HTML, else HTML: also for a client that says nothing, wants both alike, or
     * wants neither (the RFC lets the server answer then as if Accept were not there).
     */
    public static ListingFormat preferred(@Nullable String accept) {
        List<WeightedValue> sent = accept == null ? List.of() : WeightedValue.parseAll(accept);
        return JSON.weight(sent) > HTML.weight(sent) ? JSON : HTML;
    }

    /** The weight of the most specific range that holds this type; 0 if none does. */
    private int weight(List<WeightedValue> sent) {
        String anySubtype = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        return Stream.of(mediaType, anySubtype, "*/*")
                .flatMap(range -> sent.stream().filter(value -> value.value().equals(range)))
                .findFirst()
                .map(WeightedValue::weight)
                .orElse(0);
    }
}
