package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * One change of a name at a time within this process, so that a condition that was checked is still met when the name is
 * changed. Names share a fixed number of locks.
 */
final class NameLocks {
    private static final int LOCKS = 64;

    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toArray();

    /** A change of a name. Blocks. */
    interface Change<T> {
        T run() throws IOException;
    }

    <T> T locked(FileName name, Change<T> change) throws IOException {
        synchronized (locks[index(name)]) {
            return change.run();
        }
    }

    /** Locks in the order of the locks, so that two changes of the same names do not wait for each other for ever. */
    <T> T locked(FileName one, FileName other, Change<T> change) throws IOException {
        synchronized (locks[Math.min(index(one), index(other))]) {
            synchronized (locks[Math.max(index(one), index(other))]) { // A thread may take a lock twice.
                return change.run();
            }
        }
    }

    /** Which lock a name has. */
    static int index(FileName name) {
        return Math.floorMod(name.hashCode(), LOCKS);
    }
}
