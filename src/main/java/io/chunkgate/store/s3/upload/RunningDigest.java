package io.chunkgate.store.s3.upload;

import io.chunkgate.store.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The SHA-256 of an upload's bytes so far. Safe for any thread. */
public final class RunningDigest {
    private final MessageDigest digest = Sha256.begin();
    private long position;

    /** How many bytes it has taken. */
    public synchronized long position() {
        return position;
    }

    /** Takes what it does not have yet of a run of the file; nothing, when bytes before the run are missing. */
    public synchronized void update(long offset, ByteBuffer... blocks) {
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
    public synchronized String hex() {
        return Sha256.soFar(digest);
    }
}
