package io.chunkgate.store.follow;

/** Counts the users of a resource that the last one closes. Starts with one user. Safe for any thread. */
public final class RefCount {
    private int count = 1;

    /** Adds a user; returns false when the last user has released the resource. */
    public synchronized boolean retain() {
        if (count == 0) {
            return false;
        }
        count++;
        return true;
    }

    /** Removes a user; returns true for the last one, which has to close the resource. */
    public synchronized boolean release() {
        count--;
        return count == 0;
    }
}
