package io.chunkgate.client.http;

import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range of an answer (RFC 9110, section 14.4).
 *
 * @param start position of the first byte
 * @param size  of the whole file; empty while it is not known
 */
record ReceivedRange(long start, OptionalLong size) {
    static final String HEADER = "Content-Range";

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\*|\\d{1,18})");

    static Optional<ReceivedRange> of(MultiMap headers) {
        return Optional.ofNullable(headers.get(HEADER))
                .map(RANGE::matcher)
                .filter(Matcher::matches)
                .map(range -> new ReceivedRange(Long.parseLong(range.group(1)), size(range.group(2))));
    }

    private static OptionalLong size(String text) {
        return text.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
