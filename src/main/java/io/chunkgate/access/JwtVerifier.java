package io.chunkgate.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.config.AccessConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Verifies the JWTs of one issuer (RFC 7519, RFC 8725): the signature with the configured algorithm, whatever the header
 * says, and a key of the issuer; the audience; the start and the expiry. A token without an expiry is not valid.
 *
 * <p>The time of a verification depends on nothing secret. It tells whether the issuer has a key with the id of the header
 * ({@code kid}), and where in the file: both are public, as the file is the one that the issuer publishes. All keys are
 * public ones, and the gateway compares no secret with the token.
 */
record JwtVerifier(AccessConfig config, JwtAlgorithm algorithm, List<JwtKeys.Key> keys) {
    /** The tolerated difference between the clocks of the issuer and of this machine. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final int MAX_CHARACTERS = 16 * 1024;
    private static final int PARTS = 3;

    /** The principal of a token, and its expiry. */
    record Bearer(String principal, Instant expiresAt) {}

    /** @throws io.chunkgate.config.ConfigException when the keys cannot be read */
    static JwtVerifier read(AccessConfig config) {
        JwtAlgorithm algorithm = JwtAlgorithm.valueOf(config.jwtAlgorithm());
        return new JwtVerifier(config, algorithm, JwtKeys.read(Path.of(config.jwtKeys()), algorithm));
    }

    /** Empty for a token that is not valid. */
    Optional<Bearer> verify(String token, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (token.length() > MAX_CHARACTERS || parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            JsonObject header = json(parts[0]);
            byte[] text = (parts[0] + "." + parts[1]).getBytes(UTF_8);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            return isSigned(header, text, signature) ? bearer(json(parts[1]), now) : Optional.empty();
        } catch (RuntimeException malformed) { // Not base64, not JSON, or a value of another type.
            return Optional.empty();
        }
    }

    /** False for a header with critical extensions ({@code crit}), of which none is supported. */
    private boolean isSigned(JsonObject header, byte[] text, byte[] signature) {
        if (!algorithm.name().equals(header.getString("alg")) || header.containsKey("crit")) {
            return false;
        }
        String id = header.getString("kid");
        return keys.stream()
                .filter(key ->
                        id == null || key.id().isEmpty() || key.id().get().equals(id))
                .anyMatch(key -> algorithm.verifies(key.key(), text, signature));
    }

    private Optional<Bearer> bearer(JsonObject claims, Instant now) {
        Optional<Instant> expiresAt = time(claims, "exp").map(time -> time.plus(LEEWAY));
        Instant notBefore = time(claims, "nbf").orElse(Instant.MIN);
        String principal = claims.getString(config.jwtPrincipal(), "");
        boolean isValid = config.jwtIssuer().equals(claims.getString("iss"))
                && isForUs(claims.getValue("aud"))
                && expiresAt.isPresent()
                && now.isBefore(expiresAt.get())
                && !now.plus(LEEWAY).isBefore(notBefore)
                && !principal.isEmpty()
                && !Access.isReserved(principal);
        return isValid ? Optional.of(new Bearer(principal, expiresAt.get())) : Optional.empty();
    }

    private boolean isForUs(Object audience) {
        return audience instanceof JsonArray all
                ? all.contains(config.jwtAudience())
                : config.jwtAudience().equals(audience);
    }

    private static Optional<Instant> time(JsonObject claims, String name) {
        try {
            return Optional.ofNullable(claims.getLong(name)).map(Instant::ofEpochSecond);
        } catch (DateTimeException beyond) {
            throw new IllegalArgumentException(name, beyond);
        }
    }

    private static JsonObject json(String part) {
        return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part)));
    }
}
