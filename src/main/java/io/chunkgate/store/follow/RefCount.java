package io.chunkgate.store.follow;

/** Counts who uses something that is closed with the last of them. It begins with one. Safe for any thread. */
public final class RefCount {
    private int count = 1;

    /** Adds a user, unless the last one is gone. */
    public synchronized boolean retain() {
        if (count == 0) {
            return false;
        }
        count++;
        return true;
    }

    /** Whether the last one is not gone yet. */
    public synchronized boolean areThere() {
        return count > 0;
    }

    /** Takes a user away; returns true for the last one, who does the closing. */
    public synchronized boolean release() {
        count--;
        return count == 0;
    }
}
