package io.chunkgate.accesslog;

import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import java.time.Instant;

/** Something that becomes a line. */
sealed interface LogEvent {
    /** When it happened. */
    Instant time();

    /** A transfer that is over. */
    record Ended(Instant time, Transfer transfer, TransferOutcome outcome, long byteCount, long millis)
            implements LogEvent {}

    /** What came to no transfer. */
    record Refused(Instant time, Rejections.Rejection rejection) implements LogEvent {}
}
