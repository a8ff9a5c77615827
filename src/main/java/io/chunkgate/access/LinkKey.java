package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs and verifies links (HMAC, RFC 2104, with SHA-256). A line of the file is an id, the principal whose
 * permissions limit those of the links, and the secret in base64, at least 32 bytes.
 */
public record LinkKey(String id, String principal, SecretKeySpec secret) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_SECRET_BYTES = 32;

    /**
     * The keys of a file by id, in the order of the lines.
     *
     * @throws ConfigException when the file cannot be read or is not valid
     */
    public static Map<String, LinkKey> read(Path file) {
        Map<String, LinkKey> keys = new LinkedHashMap<>();
        for (LineFile.Line line : LineFile.read(file, 3, 3, "ID PRINCIPAL SECRET")) {
            String id = line.fields().get(0);
            LinkKey key = new LinkKey(
                    id,
                    Access.requireName(line.place(), line.fields().get(1)),
                    secret(line.place(), line.fields().get(2)));
            if (keys.put(id, key) != null) {
                throw new ConfigException(line.place() + ": '" + id + "' (expected: a unique id)");
            }
        }
        return keys;
    }

    byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every JDK has the algorithm, and accepts any key.
        }
    }

    private static SecretKeySpec secret(String place, String field) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(field);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place + ": secret (expected: base64)");
        }
        if (secret.length < MIN_SECRET_BYTES) {
            throw new ConfigException(
                    place + ": secret of " + secret.length + " bytes (expected: at least " + MIN_SECRET_BYTES + ")");
        }
        return new SecretKeySpec(secret, ALGORITHM);
    }
}
