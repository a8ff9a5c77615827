package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.ConfigFile;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the public keys of an issuer of tokens: a JWKS (RFC 7517), or one key or certificate in PEM. */
final class JwtKeys {
    private static final Pattern PEM = Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END");
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    /** The prefix of the 32 bytes of an Ed25519 key in X.509 (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
    };

    private JwtKeys() {}

    /** A key with its id, if it has one. */
    record Key(Optional<String> id, PublicKey key) {}

    /** @throws ConfigException when the file cannot be read, or has no key for the algorithm */
    static List<Key> read(Path file, JwtAlgorithm algorithm) {
        String place = "access.jwtKeys: " + file;
        String expected = "a JWKS, or a public key or certificate in PEM";
        String text = ConfigFile.text(file, expected);
        List<Key> keys;
        try {
            Matcher pem = PEM.matcher(text);
            keys = pem.find() ? List.of(ofPem(pem, algorithm)) : ofSet(new JsonObject(text), algorithm);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new ConfigException(place + ": not keys (expected: " + expected + ")");
        }
        List<Key> fitting =
                keys.stream().filter(key -> algorithm.takes(key.key())).toList();
        if (fitting.isEmpty()) {
            throw new ConfigException(place + ": no key for " + algorithm);
        }
        return fitting;
    }

    private static Key ofPem(Matcher pem, JwtAlgorithm algorithm) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        PublicKey key = pem.group(1).equals("CERTIFICATE")
                ? CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der))
                        .getPublicKey()
                : KeyFactory.getInstance(algorithm.keyType()).generatePublic(new X509EncodedKeySpec(der));
        return new Key(Optional.empty(), key);
    }

    /** Keys for encryption or for another algorithm are ignored. */
    private static List<Key> ofSet(JsonObject set, JwtAlgorithm algorithm) throws GeneralSecurityException {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < set.getJsonArray("keys").size(); i++) {
            JsonObject jwk = set.getJsonArray("keys").getJsonObject(i);
            boolean isForThis = jwk.getString("use", "sig").equals("sig")
                    && jwk.getString("alg", algorithm.name()).equals(algorithm.name());
            Optional<PublicKey> key = isForThis ? publicKey(jwk) : Optional.empty();
            key.ifPresent(found -> keys.add(new Key(Optional.ofNullable(jwk.getString("kid")), found)));
        }
        return keys;
    }

    private static Optional<PublicKey> publicKey(JsonObject jwk) throws GeneralSecurityException {
        return switch (jwk.getString("kty", "")) {
            case "RSA" ->
                Optional.of(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e"))));
            case "EC" ->
                Optional.of(KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(
                                new ECPoint(number(jwk, "x"), number(jwk, "y")), curve(jwk.getString("crv", "")))));
            case "OKP" -> jwk.getString("crv", "").equals("Ed25519") ? Optional.of(ed25519(jwk)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static ECParameterSpec curve(String name) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVES.getOrDefault(name, name)));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static PublicKey ed25519(JsonObject jwk) throws GeneralSecurityException {
        byte[] point = bytes(jwk, "x");
        byte[] der = new byte[ED25519_PREFIX.length + point.length];
        System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, der, ED25519_PREFIX.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }

    private static BigInteger number(JsonObject jwk, String member) {
        return new BigInteger(1, bytes(jwk, member));
    }

    private static byte[] bytes(JsonObject jwk, String member) {
        return Base64.getUrlDecoder().decode(jwk.getString(member).getBytes(StandardCharsets.US_ASCII));
    }
}
