package io.chunkgate.store.s3;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that transfers hold, so that many together hold no more than the process has. Safe for any thread. */
final class TransferMemory {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most from where on transfers do with as little as they can, in bytes */
    TransferMemory(long most) {
        this.most = most;
    }

    void hold(long byteCount) {
        held.addAndGet(byteCount);
    }

    void release(long byteCount) {
        held.addAndGet(-byteCount);
    }

    boolean isShort() {
        return held.get() > most;
    }

    boolean hasRoom(long byteCount) {
        return held.get() + byteCount <= most;
    }

    /** For tests. */
    long held() {
        return held.get();
    }
}
