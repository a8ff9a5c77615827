package io.chunkgate.http.upload.put;

import io.chunkgate.http.message.BadHeaderException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Content-Range of a partial PUT (RFC 9110, section 14.5).
 *
 * @param start of the first byte
 * @param end   after the last byte
 * @param total size of the whole file, if the client knows it
 */
public record PartialPutRange(long start, long end, OptionalLong total) {
    public static final String HEADER = "Content-Range";

    private static final Pattern FORM =
            Pattern.compile("(?i:bytes) +(?<first>\\d{1,18})-(?<last>\\d{1,18})/(?<total>\\d{1,18}|\\*)");

    /**
     * Parses the header; null if the request lacks it.
     *
     * @throws BadHeaderException for another unit or format, a range that ends before it begins, or one beyond its total
     */
    static Optional<PartialPutRange> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(header.trim());
        if (!matcher.matches()) {
            throw refusal(header);
        }
        long start = Long.parseLong(matcher.group("first"));
        long end = Long.parseLong(matcher.group("last")) + 1;
        String total = matcher.group("total");
        OptionalLong size = total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total));
        if (end <= start || end > size.orElse(Long.MAX_VALUE)) {
            throw refusal(header);
        }
        return Optional.of(new PartialPutRange(start, end, size));
    }

    long length() {
        return end - start;
    }

    private static BadHeaderException refusal(String header) {
        return new BadHeaderException(HEADER, header, "bytes first-last/total");
    }
}
