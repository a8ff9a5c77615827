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
 * A key that signed links are made and checked with (HMAC, RFC 2104, of SHA-256). A line of the file is an id, the
 * principal whose permissions bound those of the links, and the secret in base64, at least 32 bytes.
 */
public final class LinkKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_SECRET_BYTES = 32;

    private final String id;
    private final String principal;
    private final SecretKeySpec secret;

    private LinkKey(String id, String principal, byte[] secret) {
        this.id = id;
        this.principal = principal;
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * All keys of a file by their ids, in its order.
     *
     * @throws ConfigException when the file cannot be read or holds something else
     */
    public static Map<String, LinkKey> read(Path file) {
        Map<String, LinkKey> keys = new LinkedHashMap<>();
        for (LineFile.Line line : LineFile.read(file, 3, 3, "ID PRINCIPAL SECRET")) {
            String id = line.words().get(0);
            LinkKey key = new LinkKey(
                    id, line.words().get(1), secret(line.place(), line.words().get(2)));
            if (keys.put(id, key) != null) {
                throw new ConfigException(line.place() + ": '" + id + "' (expected: an id for each key)");
            }
        }
        return keys;
    }

    public String id() {
        return id;
    }

    String principal() {
        return principal;
    }

    byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every JDK has it, and takes any key.
        }
    }

    private static byte[] secret(String place, String word) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(word);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place + ": secret (expected: base64)");
        }
        if (secret.length < MIN_SECRET_BYTES) {
            throw new ConfigException(
                    place + ": secret of " + secret.length + " bytes (expected: at least " + MIN_SECRET_BYTES + ")");
        }
        return secret;
    }
}
