package io.chunkgate.client.http;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Formats and parses header fields and paths. */
final class HttpFields {
    private static final Pattern SHA_256 = Pattern.compile("(?:^|[ ,])sha-256=:([A-Za-z0-9+/]{43}=):");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    private HttpFields() {}

    /** The path of a file, or of a folder that ends in a slash. */
    static String filePath(String name) {
        return "/files/" + PercentCoding.encode(name);
    }

    /** The value of Repr-Digest (RFC 9530). */
    static String reprDigest(String sha256) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)) + ":";
    }

    /** The SHA-256 of Repr-Digest in hexadecimal digits, if present. */
    static Optional<String> sha256(MultiMap headers) {
        return Optional.ofNullable(headers.get("Repr-Digest"))
                .map(SHA_256::matcher)
                .filter(Matcher::find)
                .map(found -> HexFormat.of().formatHex(Base64.getDecoder().decode(found.group(1))));
    }

    static Optional<Instant> lastModified(MultiMap headers) {
        try {
            return Optional.ofNullable(headers.get("Last-Modified"))
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** A number of bytes; empty if the header is missing or malformed. */
    static OptionalLong count(MultiMap headers, String name) {
        String value = headers.get(name);
        return value != null && DIGITS.matcher(value).matches()
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    /** @throws ClientException if the header is missing or malformed */
    static long requireCount(MultiMap headers, String name) {
        return count(headers, name).orElseThrow(() -> unexpected(name, headers.get(name), "a number of bytes"));
    }

    /** The failure of a server that does not implement the protocol. */
    static ClientException unexpected(String name, @Nullable String value, String expected) {
        return new ClientException(
                ErrorCode.UNIMPLEMENTED, "response's " + name + ": " + value + " (expected: " + expected + ")");
    }
}
