package io.chunkgate.store.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of an upload's bytes so far. Safe for any thread. */
final class RunningDigest {
    private final MessageDigest digest = sha256();
    private long position;

    /** How many bytes it has taken. */
    synchronized long position() {
        return position;
    }

    /** Takes what it does not have yet of a run of the file; nothing, when bytes before the run are missing. */
    synchronized void update(long offset, ByteBuffer... blocks) {
        long at = offset;
        for (ByteBuffer block : blocks) {
            long end = at + block.remaining();
            if (position >= at && position < end) {
                ByteBuffer unread = block.duplicate();
                digest.update(unread.position(unread.position() + (int) (position - at)));
                position = end;
            }
            at = end;
        }
    }

    /** 64 lower-case hexadecimal digits; more bytes may follow. */
    synchronized String hex() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the SHA-256 of every Java can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
