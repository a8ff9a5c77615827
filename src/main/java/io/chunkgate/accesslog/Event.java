package io.chunkgate.accesslog;

import io.chunkgate.transfer.Outcome;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.Transfer;
import java.time.Instant;

/** Something that becomes a line. */
sealed interface Event {
    /** When it happened. */
    Instant time();

    /** A transfer that is over. */
    record Ended(Instant time, Transfer transfer, Outcome outcome, long byteCount, long millis) implements Event {}

    /** What came to no transfer. */
    record Refused(Instant time, Rejections.Rejection rejection) implements Event {}
}
