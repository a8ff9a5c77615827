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
 * The gateway's own bearer tokens, of which the file has no more than hashes. A line is a principal,
 * {@code sha256:} and 64 hexadecimal digits, and, if it ends, a time such as {@code 2027-01-01T00:00:00Z}.
 *
 * <p>A plain SHA-256 is enough: the tokens are 256 random bits, which nobody can try out. For the same reason it does not
 * matter that looking one up takes more or less time.
 */
public final class Tokens {
    private static final String PREFIX = "cg_";
    private static final String HASH = "sha256:";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Whose a token is. */
    record Owner(String principal, Optional<Instant> expiresAt) {}

    private final Map<String, Owner> byHash;

    private Tokens(Map<String, Owner> byHash) {
        this.byHash = byHash;
    }

    /** A new token. It is nowhere kept. */
    public static String create() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The line of a token for the file. */
    public static String line(String principal, String token, Optional<Instant> expiresAt) {
        return principal + " " + HASH + hash(token)
                + expiresAt.map(time -> " " + time).orElse("");
    }

    static Tokens none() {
        return new Tokens(Map.of());
    }

    /** @throws ConfigException when the file cannot be read or holds something else */
    static Tokens read(Path file) {
        Map<String, Owner> owners = new HashMap<>();
        for (LineFile.Line line : LineFile.read(file, 2, 3, "PRINCIPAL sha256:HEX [EXPIRES]")) {
            Optional<Instant> expiresAt = line.words().size() == 2
                    ? Optional.empty()
                    : Optional.of(time(line.place(), line.words().get(2)));
            owners.put(
                    hash(line.place(), line.words().get(1)),
                    new Owner(line.words().get(0), expiresAt));
        }
        return new Tokens(owners);
    }

    Optional<Owner> owner(String token) {
        return Optional.ofNullable(byHash.get(hash(token)));
    }

    private static String hash(String token) {
        return Sha256.hex(token.getBytes(UTF_8));
    }

    private static String hash(String place, String word) {
        if (!word.matches(HASH + "[0-9a-f]{64}")) {
            throw new ConfigException(place + ": hash (expected: " + HASH + " and 64 hexadecimal digits)");
        }
        return word.substring(HASH.length());
    }

    private static Instant time(String place, String word) {
        try {
            return Instant.parse(word);
        } catch (DateTimeException e) {
            throw new ConfigException(place + ": '" + word + "' (expected: a time such as 2027-01-01T00:00:00Z)");
        }
    }
}
