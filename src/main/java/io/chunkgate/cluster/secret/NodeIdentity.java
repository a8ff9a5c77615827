package io.chunkgate.cluster.secret;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;

/**
 * A key of Ed25519 and its self-signed certificate, both determined by a seed: Ed25519 (RFC 8032) derives the key pair from 32
 * bytes, and its signatures have no random part, so that every node creates the same certificate.
 */
record NodeIdentity(PrivateKey key, X509Certificate certificate) {
    static final int SEED_BYTES = 32;

    private static final String ALGORITHM = "Ed25519";

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int UTF8_STRING = 0x0c;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    /** Lengths from here on are preceded by the count of their bytes. */
    private static final int LONG_FORM = 0x80;

    private static final int ONE_BYTE_OF_LENGTH = 0x81;

    private static final byte[] SERIAL_NUMBER = hex("020101");
    private static final byte[] COMMON_NAME_ID = hex("0603550403");
    /** AlgorithmIdentifier of Ed25519 (RFC 8410 section 3). */
    private static final byte[] ALGORITHM_ID = hex("300506032b6570");

    /** @param seed 32 bytes */
    static NodeIdentity of(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SeedAsRandom(seed));
        KeyPair pair = generator.generateKeyPair();
        return new NodeIdentity(pair.getPrivate(), certificate(pair));
    }

    /** A certificate of X.509 version 1 (RFC 5280 section 4.1) without an end. */
    private static X509Certificate certificate(KeyPair pair) throws GeneralSecurityException {
        byte[] name =
                der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME_ID, der(UTF8_STRING, text("chunkgate cluster")))));
        byte[] validity =
                der(SEQUENCE, der(UTC_TIME, text("700101000000Z")), der(GENERALIZED_TIME, text("99991231235959Z")));
        byte[] content = der(
                SEQUENCE,
                SERIAL_NUMBER,
                ALGORITHM_ID,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        byte[] certificate =
                der(SEQUENCE, content, ALGORITHM_ID, der(BIT_STRING, new byte[1], sign(pair.getPrivate(), content)));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    /** An element of DER, of under 256 bytes. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (length >= LONG_FORM) {
            element.write(ONE_BYTE_OF_LENGTH);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Gives the seed to the key generator, which takes exactly these bytes as the private key. */
    private static final class SeedAsRandom extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        SeedAsRandom(byte[] seed) {
            super(null, null);
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException(bytes.length + " random bytes (expected: " + seed.length + ")");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
