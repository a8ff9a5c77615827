package io.chunkgate.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chunkgate.config.ConfigException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Checks whether a certificate is valid now, and whether a key belongs to it. */
final class KeyPairCheck {
    private static final byte[] ANY_TEXT = "any".getBytes(US_ASCII);

    private KeyPairCheck() {}

    /** @throws ConfigException if the certificate is not valid now, or the key belongs to another one */
    static void run(PemFile certificate, PemFile key, Callable<KeyManagerFactory> reader) {
        X509Certificate own = certificate.certificates().get(0);
        requireValid(certificate, own);
        PrivateKey privateKey = privateKey(key, reader);
        if (!matches(own, privateKey)) {
            throw new ConfigException(key.place() + ": not the key of the certificate with the subject "
                    + own.getSubjectX500Principal() + " (expected: the key of this certificate)");
        }
    }

    private static void requireValid(PemFile file, X509Certificate certificate) {
        Instant now = Instant.now();
        Instant end = certificate.getNotAfter().toInstant();
        Instant start = certificate.getNotBefore().toInstant();
        if (now.isAfter(end)) {
            throw new ConfigException(file.place() + ": expired at " + end + " (expected: a valid certificate)");
        }
        if (now.isBefore(start)) {
            throw new ConfigException(
                    file.place() + ": not valid before " + start + " (expected: a valid certificate)");
        }
    }

    private static PrivateKey privateKey(PemFile file, Callable<KeyManagerFactory> reader) {
        try {
            return Arrays.stream(reader.call().getKeyManagers())
                    .filter(X509KeyManager.class::isInstance)
                    .map(X509KeyManager.class::cast)
                    .flatMap(KeyPairCheck::keys)
                    .findFirst()
                    .orElseThrow();
        } catch (Exception unreadable) { // The cause is dropped, as its message may contain parts of the key.
            throw new ConfigException(
                    file.place() + ": not readable (expected: one private key in PEM, not encrypted)");
        }
    }

    private static Stream<PrivateKey> keys(X509KeyManager manager) {
        return Stream.of("RSA", "EC", "EdDSA")
                .map(type -> Optional.ofNullable(manager.getServerAliases(type, null)))
                .flatMap(aliases -> aliases.stream().flatMap(Arrays::stream))
                .map(manager::getPrivateKey);
    }

    private static boolean matches(X509Certificate certificate, PrivateKey key) {
        try {
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    };
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(ANY_TEXT);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(ANY_TEXT);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKeyType) {
            return false;
        }
    }
}
