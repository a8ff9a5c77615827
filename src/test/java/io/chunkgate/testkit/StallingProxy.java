package io.chunkgate.testkit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A proxy that stalls after a number of bytes, until {@link #resume}. */
public final class StallingProxy extends Proxy {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = lock.newCondition();
    private long leftBytes = Long.MAX_VALUE;

    /** @param target the port of the server */
    public StallingProxy(int target) {
        super(target);
    }

    /** Forwards this many bytes more, then stalls. */
    public void stallAfter(long byteCount) {
        lock.lock();
        try {
            leftBytes = byteCount;
            open.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forwards everything again. */
    public void resume() {
        stallAfter(Long.MAX_VALUE);
    }

    /** Whether the last allowed byte was forwarded. */
    public boolean isStalled() {
        lock.lock();
        try {
            return leftBytes <= 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        resume();
        super.close();
    }

    @Override
    void passed(long byteCount) {
        lock.lock();
        try {
            leftBytes -= byteCount;
            while (leftBytes <= 0) {
                open.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
