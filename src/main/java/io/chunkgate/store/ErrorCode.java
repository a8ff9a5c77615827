package io.chunkgate.store;

/**
 * The table of errors; every protocol translates it with one exhaustive switch. Names and numbers are the canonical codes
 * of gRPC, except for the name of the first; TCP in raw mode sends the number negated.
 */
public enum ErrorCode {
    /** The file is published or deleted, which a power loss may undo; see {@link UnknownDurabilityException}. gRPC: UNKNOWN. */
    UNKNOWN_DURABILITY(2),
    /** A bad name, bad JSON, a negative or absurd size. */
    INVALID_ARGUMENT(3),
    /** An idle or transfer timeout. */
    DEADLINE_EXCEEDED(4),
    /** No such file or upload. */
    NOT_FOUND(5),
    /** The file exists, and the client asked not to replace it. */
    ALREADY_EXISTS(6),
    /** The client has no permission. */
    PERMISSION_DENIED(7),
    /** Disk full, quota, too many transfers, connections or open files. */
    RESOURCE_EXHAUSTED(8),
    /** Wrong offset, stale entity tag, a folder in the way. */
    FAILED_PRECONDITION(9),
    /** Another writer took over; the followed upload was discarded; the connection was lost. */
    ABORTED(10),
    /** A range that begins beyond the end. */
    OUT_OF_RANGE(11),
    /** An unknown frame type or feature. */
    UNIMPLEMENTED(12),
    /** A fault of the server; the message has the id of the log entry. */
    INTERNAL(13),
    /** Shutting down, or the store cannot be reached. */
    UNAVAILABLE(14),
    /** Digest mismatch, or the file changed while it was read. */
    DATA_LOSS(15),
    /** Token missing or not valid. */
    UNAUTHENTICATED(16);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number of the code in gRPC, 2 to 16. */
    public int number() {
        return number;
    }
}
