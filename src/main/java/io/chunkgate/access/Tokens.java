package io.chunkgate.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.config.ConfigException;
import io.chunkgate.store.Sha256;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bearer tokens of the gateway; the file has only their hashes. A line is a principal, {@code sha256:} and 64 hexadecimal
 * digits, and optionally the expiry, such as {@code 2027-01-01T00:00:00Z}.
 *
 * <p>A plain SHA-256 is sufficient, since a token has 256 random bits and cannot be guessed. For the same reason a lookup in
 * variable time is safe.
 */
public final class Tokens {
    private static final String PREFIX = "cg_";
    private static final String HASH = "sha256:";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The principal of a token. */
    record Owner(String principal, Optional<Instant> expiresAt) {}

    private final Map<String, Owner> byHash;

    private Tokens(Map<String, Owner> byHash) {
        this.byHash = byHash;
    }

    /** A new token, which is not stored. */
    public static String create() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The line of the file for a token. */
    public static String line(String principal, String token, Optional<Instant> expiresAt) {
        return principal + " " + HASH + hash(token)
                + expiresAt.map(time -> " " + time).orElse("");
    }

    static Tokens none() {
        return new Tokens(Map.of());
    }

    /** @throws ConfigException when the file cannot be read or is not valid */
    static Tokens read(Path file) {
        Map<String, Owner> owners = new HashMap<>();
        for (LineFile.Line line : LineFile.read(file, 2, 3, "PRINCIPAL sha256:HEX [EXPIRES]")) {
            Optional<Instant> expiresAt = line.fields().size() == 2
                    ? Optional.empty()
                    : Optional.of(time(line.place(), line.fields().get(2)));
            owners.put(
                    hash(line.place(), line.fields().get(1)),
                    new Owner(Access.requireName(line.place(), line.fields().get(0)), expiresAt));
        }
        return new Tokens(owners);
    }

    Optional<Owner> owner(String token) {
        return Optional.ofNullable(byHash.get(hash(token)));
    }

    private static String hash(String token) {
        return Sha256.hex(token.getBytes(UTF_8));
    }

    private static String hash(String place, String field) {
        if (!field.matches(HASH + "[0-9a-f]{64}")) {
            throw new ConfigException(place + ": hash (expected: " + HASH + " and 64 hexadecimal digits)");
        }
        return field.substring(HASH.length());
    }

    private static Instant time(String place, String field) {
        try {
            return Instant.parse(field);
        } catch (DateTimeException e) {
            throw new ConfigException(place + ": '" + field + "' (expected: a time such as 2027-01-01T00:00:00Z)");
        }
    }
}
