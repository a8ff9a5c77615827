package io.chunkgate.http.message;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of Repr-Digest, Content-Digest and Want-Repr-Digest (RFC 9530). Other algorithms are ignored. */
public final class ReprDigest {
    private static final String SHA_256 = "sha-256";
    private static final Pattern BYTES_32 = Pattern.compile(":[A-Za-z0-9+/]{43}=?:");

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

    /**
     * Parses Repr-Digest or Content-Digest.
     *
     * @param value null if the request lacks the field
     * @return 64 lower-case hexadecimal digits; empty without the field or with unsupported algorithms only
     * @throws BadHeaderException if the field is malformed or its digest is not a SHA-256
     */
    public static Optional<String> parse(String name, @Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        Map<String, String> members = DictionaryField.parse(value).orElseThrow(() -> malformed(name, value));
        String item = members.get(SHA_256);
        if (item == null) {
            return Optional.empty();
        }
        if (!BYTES_32.matcher(item).matches()) {
            throw malformed(name, value);
        }
        return Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(item.substring(1, item.length() - 1))));
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

    private static BadHeaderException malformed(String name, String value) {
        return new BadHeaderException(name, value, "sha-256=:base64 of 32 bytes:");
    }
}
