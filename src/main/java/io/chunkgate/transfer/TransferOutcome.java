package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/**
 * How a transfer ended.
 *
 * @param error the cause; empty for {@code COMPLETE} and {@code SUSPENDED}
 */
public record TransferOutcome(Kind kind, Optional<ErrorCode> error) {
    public enum Kind {
        /** The client took the whole range, or its upload is published. */
        COMPLETE,
        /** The upload can be resumed by another connection. */
        SUSPENDED,
        /** The client disconnected or cancelled. */
        ABORTED,
        /** Any other error, including a client that was too slow. */
        FAILED;

        /** Returns the name in JSON, logs and metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static TransferOutcome complete() {
        return new TransferOutcome(Kind.COMPLETE, Optional.empty());
    }

    public static TransferOutcome suspended() {
        return new TransferOutcome(Kind.SUSPENDED, Optional.empty());
    }

    public static TransferOutcome aborted() {
        return new TransferOutcome(Kind.ABORTED, Optional.of(ErrorCode.ABORTED));
    }

    /** Returns the outcome for an error, where {@code ABORTED} means that the client of this transfer disconnected. */
    public static TransferOutcome failed(Throwable cause) {
        ErrorCode code = Failures.toStoreException(cause).code();
        return code == ErrorCode.ABORTED ? aborted() : new TransferOutcome(Kind.FAILED, Optional.of(code));
    }

    /** Returns the outcome for an error of the store, where {@code ABORTED} is caused by another client. */
    public static TransferOutcome failedInStore(Throwable cause) {
        return new TransferOutcome(
                Kind.FAILED, Optional.of(Failures.toStoreException(cause).code()));
    }
}
