package io.chunkgate.access;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * The supported signatures of JWTs (RFC 7518, section 3.1; RFC 8037). Algorithms with a shared secret are not supported: with
 * them, anyone who can read the files of the gateway could create tokens.
 */
enum JwtAlgorithm {
    RS256("RSA", "SHA256withRSA", 0),
    RS384("RSA", "SHA384withRSA", 0),
    RS512("RSA", "SHA512withRSA", 0),
    PS256("RSA", "RSASSA-PSS", 32),
    PS384("RSA", "RSASSA-PSS", 48),
    PS512("RSA", "RSASSA-PSS", 64),
    ES256("EC", "SHA256withECDSAinP1363Format", 0),
    ES384("EC", "SHA384withECDSAinP1363Format", 0),
    ES512("EC", "SHA512withECDSAinP1363Format", 0),
    EdDSA("EdDSA", "Ed25519", 0);

    private final String keyType;
    private final String signature;
    private final int saltBytes;

    JwtAlgorithm(String keyType, String signature, int saltBytes) {
        this.keyType = keyType;
        this.signature = signature;
        this.saltBytes = saltBytes;
    }

    /** The name of the key type in the JDK. */
    String keyType() {
        return keyType;
    }

    boolean takes(PublicKey key) {
        return key.getAlgorithm().equals(keyType)
                || (this == EdDSA && key.getAlgorithm().equals("Ed25519"));
    }

    /** Whether the signature of the text is valid; false for a malformed one. */
    boolean verifies(PublicKey key, byte[] text, byte[] signed) {
        try {
            Signature verification = Signature.getInstance(signature);
            if (saltBytes > 0) {
                verification.setParameter(pss());
            }
            verification.initVerify(key);
            verification.update(text);
            return verification.verify(signed);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The salt of PSS has the length of the digest (RFC 7518, section 3.5). */
    private PSSParameterSpec pss() {
        String digest = "SHA-" + saltBytes * Byte.SIZE;
        return new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltBytes, 1);
    }
}
