package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/**
 * How a transfer ended.
 *
 * @param error why, unless it ended well
 */
public record TransferOutcome(Kind kind, Optional<ErrorCode> error) {
    /** What it comes to. */
    public enum Kind {
        /** The client took every byte that it was to get, or its file is published. */
        COMPLETE,
        /** An upload stays for another connection to go on with. */
        SUSPENDED,
        /** The client went away or gave it up. */
        ABORTED,
        /** Anything else, a client that was too slow included. */
        FAILED;

        /** How people and programs see it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static TransferOutcome complete() {
        return new TransferOutcome(Kind.COMPLETE, Optional.empty());
    }

    public static TransferOutcome kept() {
        return new TransferOutcome(Kind.SUSPENDED, Optional.empty());
    }

    public static TransferOutcome aborted() {
        return new TransferOutcome(Kind.ABORTED, Optional.of(ErrorCode.ABORTED));
    }

    /** Where {@code ABORTED} means the client of this transfer. */
    public static TransferOutcome failed(Throwable cause) {
        ErrorCode code = Failures.toStoreException(cause).code();
        return code == ErrorCode.ABORTED ? aborted() : new TransferOutcome(Kind.FAILED, Optional.of(code));
    }

    /** Where the store is what failed, whose {@code ABORTED} is another client's doing. */
    public static TransferOutcome failedInStore(Throwable cause) {
        return new TransferOutcome(
                Kind.FAILED, Optional.of(Failures.toStoreException(cause).code()));
    }
}
