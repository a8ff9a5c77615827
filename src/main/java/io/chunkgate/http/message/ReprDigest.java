package io.chunkgate.http.message;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of Repr-Digest, Content-Digest and Want-Repr-Digest (RFC 9530). Other algorithms are passed over. */
public final class ReprDigest {
    private static final String SHA_256 = "sha-256";
    private static final int SHA_256_BYTES = 32;

    /** What a field of digests holds. */
    public sealed interface Sent {

        /** No field, or only algorithms that are not known here: there is nothing to check. */
        record Nothing() implements Sent {}

        /**
         * A digest to check.
         *
         * @param hex 64 lower-case hexadecimal digits
         */
        record Sha256(String hex) implements Sent {}

        /**
         * No structured field, or no SHA-256 under its name.
         *
         * @param reason for the client: the value and what was expected
         */
        record Malformed(String reason) implements Sent {}
    }

    private ReprDigest() {}

    /**
     * The field's value for a digest.
     *
     * @param hex 64 hexadecimal digits
     */
    public static String format(String hex) {
        return SHA_256 + "=:"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + ":";
    }

    /** Reads Repr-Digest or Content-Digest; null where the request lacks it. */
    public static Sent parse(@Nullable String value) {
        if (value == null) {
            return new Sent.Nothing();
        }
        Optional<Map<String, String>> members = DictionaryField.parse(value);
        if (members.isEmpty()) {
            return malformed(value);
        }
        String item = members.get().get(SHA_256);
        return item == null ? new Sent.Nothing() : digest(item).orElseGet(() -> malformed(value));
    }

    /**
     * Whether a Want-Repr-Digest asks for SHA-256: with a weight of 1 to 10 and not 0, which declines it. A malformed
     * field asks for nothing, as section 4 has it ignored.
     */
    public static boolean isSha256Wanted(@Nullable String value) {
        return value != null
                && DictionaryField.parse(value)
                        .map(members -> members.getOrDefault(SHA_256, "0"))
                        .filter(weight -> weight.matches("[1-9]|10"))
                        .isPresent();
    }

    private static Optional<Sent> digest(String item) {
        if (!item.startsWith(":")) {
            return Optional.empty();
        }
        try {
            byte[] digest = Base64.getDecoder().decode(item.substring(1, item.length() - 1));
            return digest.length == SHA_256_BYTES
                    ? Optional.of(new Sent.Sha256(HexFormat.of().formatHex(digest)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Sent malformed(String value) {
        return new Sent.Malformed("digest: '" + value + "' (expected: sha-256=:base64 of 32 bytes:)");
    }
}
