package io.chunkgate.http.message;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of Repr-Digest, Content-Digest and Want-Repr-Digest (RFC 9530). Other algorithms are ignored. */
public final class ReprDigest {
    private static final String SHA_256 = "sha-256";
    private static final int SHA_256_BYTES = 32;

    /** The content of a digest field. */
    public sealed interface Parsed {

        /** No field, or only unsupported algorithms. */
        record None() implements Parsed {}

        /**
         * A digest to check.
         *
         * @param hex 64 lower-case hexadecimal digits
         */
        record Sha256(String hex) implements Parsed {}

        /**
         * Not a structured field, or not a SHA-256 digest.
         *
         * @param reason for the client: the value and what was expected
         */
        record Malformed(String reason) implements Parsed {}
    }

    private ReprDigest() {}

    /**
     * The value of a field for a digest.
     *
     * @param hex 64 hexadecimal digits
     */
    public static String format(String hex) {
        return SHA_256 + "=:"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + ":";
    }

    /** Parses Repr-Digest or Content-Digest; null if the request lacks it. */
    public static Parsed parse(@Nullable String value) {
        if (value == null) {
            return new Parsed.None();
        }
        Optional<Map<String, String>> members = DictionaryField.parse(value);
        if (members.isEmpty()) {
            return malformed(value);
        }
        String item = members.get().get(SHA_256);
        return item == null ? new Parsed.None() : digest(item).orElseGet(() -> malformed(value));
    }

    /**
     * Whether a Want-Repr-Digest requests SHA-256: with a weight of 1 to 10; 0 declines it. A malformed field is ignored, as
     * section 4 requires.
     */
    public static boolean isSha256Wanted(@Nullable String value) {
        return value != null
                && DictionaryField.parse(value)
                        .map(members -> members.getOrDefault(SHA_256, "0"))
                        .filter(weight -> weight.matches("[1-9]|10"))
                        .isPresent();
    }

    private static Optional<Parsed> digest(String item) {
        if (!item.startsWith(":")) {
            return Optional.empty();
        }
        try {
            byte[] digest = Base64.getDecoder().decode(item.substring(1, item.length() - 1));
            return digest.length == SHA_256_BYTES
                    ? Optional.of(new Parsed.Sha256(HexFormat.of().formatHex(digest)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Parsed malformed(String value) {
        return new Parsed.Malformed("digest: '" + value + "' (expected: sha-256=:base64 of 32 bytes:)");
    }
}
