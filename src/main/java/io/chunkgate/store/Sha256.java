package io.chunkgate.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of files; written as 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private Sha256() {}

    /** A new digest, for one thread at a time. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** The digest of all bytes. */
    public static String hex(byte[] bytes) {
        return end(begin().digest(bytes));
    }

    /** Completes a digest. */
    public static String end(MessageDigest digest) {
        return end(digest.digest());
    }

    /** The digest of the bytes so far; more may follow. */
    public static String soFar(MessageDigest digest) {
        try {
            return end((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the SHA-256 of every Java can be copied", e);
        }
    }

    private static String end(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
