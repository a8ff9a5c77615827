package io.chunkgate.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of tokens: good ones, and others. */
public final class Jwts {
    public static final String ISSUER = "https://issuer.example";
    public static final String AUDIENCE = "chunkgate";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;

    public Jwts() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    /** Claims that are fine. */
    public static JsonObject claims(String subject) {
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", subject)
                .put("exp", Instant.now().getEpochSecond() + 600);
    }

    public String token(JsonObject claims) throws Exception {
        String text = text("RS256", claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(text.getBytes(UTF_8));
        return text + "." + URL.encodeToString(signature.sign());
    }

    /** By {@code none}, with an empty signature. */
    public static String unsigned(JsonObject claims) {
        return text("none", claims) + ".";
    }

    /** The bytes of the public key taken for a shared secret. */
    public String signedWithPublicKeyAsSecret(JsonObject claims) throws Exception {
        String text = text("HS256", claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pem().getBytes(UTF_8), "HmacSHA256"));
        return text + "." + URL.encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }

    Path writePem(Path file) throws Exception {
        return Files.writeString(file, pem());
    }

    public Path writeSet(Path file) throws Exception {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        JsonObject jwk = new JsonObject()
                .put("kty", "RSA")
                .put("kid", "one")
                .put("use", "sig")
                .put("n", number(key.getModulus()))
                .put("e", number(key.getPublicExponent()));
        JsonObject other = new JsonObject().put("kty", "oct").put("k", "AAAA");
        return Files.writeString(
                file,
                new JsonObject()
                        .put("keys", new JsonArray().add(other).add(jwk))
                        .encode());
    }

    private String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String text(String algorithm, JsonObject claims) {
        JsonObject header = new JsonObject().put("alg", algorithm).put("typ", "JWT");
        return URL.encodeToString(header.toBuffer().getBytes()) + "."
                + URL.encodeToString(claims.toBuffer().getBytes());
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return URL.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }
}
