package io.chunkgate.testkit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network that stands still after so many bytes, until it is told to go on. */
public final class StallingProxy extends Proxy {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = lock.newCondition();
    private long leftBytes = Long.MAX_VALUE;

    /** @param target the port that connections are passed on to */
    public StallingProxy(int target) {
        super(target);
    }

    /** From now on, lets so many bytes through. */
    public void stallAfter(long byteCount) {
        lock.lock();
        try {
            leftBytes = byteCount;
            open.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets everything through again. */
    public void proceed() {
        stallAfter(Long.MAX_VALUE);
    }

    /** Whether the last byte that it lets through went through. */
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
        proceed();
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
