package io.chunkgate.store.s3.client;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that all transfers use, so that they can be limited. Safe for any thread. */
public final class TransferMemory {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most bytes; beyond, transfers use as little memory as possible */
    public TransferMemory(long most) {
        this.most = most;
    }

    public void hold(long byteCount) {
        held.addAndGet(byteCount);
    }

    public void release(long byteCount) {
        held.addAndGet(-byteCount);
    }

    public boolean isShort() {
        return held.get() > most;
    }

    public boolean hasRoom(long byteCount) {
        return held.get() + byteCount <= most;
    }

    /** For tests. */
    public long held() {
        return held.get();
    }
}
