package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/**
 * How a transfer ended.
 *
 * @param error why, unless it ended well
 */
public record Outcome(Kind kind, Optional<ErrorCode> error) {
    /** What it comes to. */
    public enum Kind {
        /** The client took every byte that it was to get, or its file is published. */
        COMPLETE,
        /** An upload stays for another connection to go on with. */
        KEPT,
        /** The client went away or gave it up. */
        ABORTED,
        /** Anything else, a client that was too slow included. */
        FAILED;

        /** How people and programs see it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Outcome complete() {
        return new Outcome(Kind.COMPLETE, Optional.empty());
    }

    static Outcome kept() {
        return new Outcome(Kind.KEPT, Optional.empty());
    }

    static Outcome aborted() {
        return new Outcome(Kind.ABORTED, Optional.of(ErrorCode.ABORTED));
    }

    /** Where {@code ABORTED} means the client of this transfer. */
    static Outcome failed(Throwable cause) {
        ErrorCode code = Failures.toStoreException(cause).code();
        return code == ErrorCode.ABORTED ? aborted() : new Outcome(Kind.FAILED, Optional.of(code));
    }

    /** Where the store is what failed, whose {@code ABORTED} is another client's doing. */
    static Outcome failedInStore(Throwable cause) {
        return new Outcome(
                Kind.FAILED, Optional.of(Failures.toStoreException(cause).code()));
    }
}
