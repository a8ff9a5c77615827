package io.chunkgate.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** How far a transfer has come and how fast it goes. For one thread. */
final class TransferSpeed {
    private final long startNanos = System.nanoTime();
    private final long earlierBytes;
    private final OptionalLong size;
    private long doneBytes;

    /** @param earlierBytes what an earlier run has moved, which says nothing of the rate */
    TransferSpeed(long earlierBytes, OptionalLong size) {
        this.earlierBytes = earlierBytes;
        this.size = size;
        this.doneBytes = earlierBytes;
    }

    void moved(long byteCount) {
        doneBytes += byteCount;
    }

    long doneBytes() {
        return doneBytes;
    }

    OptionalLong size() {
        return size;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** The average of this run. */
    long bytesPerSecond() {
        return (long)
                ((doneBytes - earlierBytes) * 1000.0 / Math.max(1, elapsed().toMillis()));
    }

    /** What is left at this rate; empty while it cannot be told. */
    Optional<Duration> left() {
        return size.isEmpty() || bytesPerSecond() <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((size.getAsLong() - doneBytes) / bytesPerSecond()));
    }
}
