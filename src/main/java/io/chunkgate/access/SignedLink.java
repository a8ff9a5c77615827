package io.chunkgate.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.store.FileName;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreException;
import io.chunkgate.text.PercentCoding;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A URL that grants permission to download or upload one file until it expires: the path of the file with
 * {@code ?method=GET&expires=1767225600&key=k1&signature=...}, and {@code max_bytes} and {@code max_uploads} for uploads. Other
 * parameters, such as {@code download}, are not signed.
 *
 * @param name      of the file
 * @param method    {@code GET}, which includes HEAD, or {@code PUT}
 * @param expiresAt when the link expires, in whole seconds
 * @param maxBytes  maximum of the bytes of all files that are uploaded with the link together, and of all parts of files
 * @param maxUploads maximum of uploads with the link, unfinished and finished ones, parts of files included
 * @param keyId     of the key that signs the link
 */
public record SignedLink(FileName name, String method, Instant expiresAt, long maxBytes, int maxUploads, String keyId) {
    private static final String FILES = "/files/";
    private static final String SIGNATURE = "signature";
    private static final String MAX_BYTES = "max_bytes";
    private static final String MAX_UPLOADS = "max_uploads";
    private static final int ID_DIGITS = 32;

    /** A received link whose signature is not verified. */
    record Claimed(SignedLink link, byte[] signature) {}

    /** A link for one upload. */
    public SignedLink(FileName name, String method, Instant expiresAt, long maxBytes, String keyId) {
        this(name, method, expiresAt, maxBytes, 1, keyId);
    }

    /** Whether a query has a signature. */
    public static boolean isIn(String query) {
        return query.startsWith(SIGNATURE + "=") || query.contains("&" + SIGNATURE + "=");
    }

    /** Whether a bearer token is the path and query of a link. */
    static boolean isToken(String token) {
        return token.startsWith(FILES);
    }

    /**
     * Parses the path and query of a URL; empty if it is not a link.
     *
     * @param target as in the request line, {@code /files/...?...}
     */
    static Optional<Claimed> parse(String target) {
        int question = target.indexOf('?');
        if (question < 0 || !isToken(target)) {
            return Optional.empty();
        }
        try {
            Map<String, String> query = parameters(target.substring(question + 1));
            SignedLink link = new SignedLink(
                    FileName.of(PercentCoding.decode(target.substring(FILES.length(), question))),
                    method(required(query, "method")),
                    Instant.ofEpochSecond(Long.parseLong(required(query, "expires"))),
                    Long.parseLong(query.getOrDefault(MAX_BYTES, Long.toString(Long.MAX_VALUE))),
                    Integer.parseInt(query.getOrDefault(MAX_UPLOADS, "1")),
                    required(query, "key"));
            return Optional.of(new Claimed(link, Base64.getUrlDecoder().decode(required(query, SIGNATURE))));
        } catch (IllegalArgumentException | DateTimeException | StoreException notOurs) {
            return Optional.empty();
        }
    }

    /** The path and query of the URL. */
    public String target(LinkKey key) {
        String bound = (maxBytes == Long.MAX_VALUE ? "" : "&" + MAX_BYTES + "=" + maxBytes)
                + (maxUploads == 1 ? "" : "&" + MAX_UPLOADS + "=" + maxUploads);
        String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(signedText()));
        return FILES + PercentCoding.encode(name.value()) + "?method=" + method + "&expires="
                + expiresAt.getEpochSecond() + bound + "&key=" + PercentCoding.encode(keyId) + "&" + SIGNATURE + "="
                + signature;
    }

    /**
     * The signed text. No part contains a line break, so that the texts of two links are different; a link for one upload has
     * one line less.
     */
    byte[] signedText() {
        String text = String.join(
                "\n",
                "chunkgate link 1",
                method,
                name.value(),
                Long.toString(expiresAt.getEpochSecond()),
                Long.toString(maxBytes),
                keyId);
        return (maxUploads == 1 ? text : text + "\n" + maxUploads).getBytes(UTF_8);
    }

    /** Identifies the link on its uploads; links with the same content are one. */
    String id() {
        return Sha256.hex(signedText()).substring(0, ID_DIGITS);
    }

    boolean covers(Permission permission, String wanted) {
        Permission granted = method.equals("PUT") ? Permission.WRITE : Permission.READ;
        return permission == granted && wanted.equals(name.value());
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && values.put(pair.substring(0, equals), PercentCoding.decode(pair.substring(equals + 1)))
                            != null) {
                throw new IllegalArgumentException("duplicate parameter");
            }
        }
        return values;
    }

    private static String method(String word) {
        if (!word.equals("GET") && !word.equals("PUT")) {
            throw new IllegalArgumentException("method: " + word);
        }
        return word;
    }

    private static String required(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return value;
    }
}
