package io.chunkgate.store;

/**
 * The one table of errors: every door translates it with one exhaustive switch. Names and numbers are gRPC's canonical
 * codes; the bare TCP form sends the number negated.
 */
public enum ErrorCode {
    /** A bad name, bad JSON, a negative or absurd size. */
    INVALID_ARGUMENT(3),
    /** An idle or transfer timeout. */
    DEADLINE_EXCEEDED(4),
    /** No such file or upload. */
    NOT_FOUND(5),
    /** The name is taken and the client asked not to replace it. */
    ALREADY_EXISTS(6),
    /** The client may not do that. */
    PERMISSION_DENIED(7),
    /** Disk full, quota, too many transfers, connections or open files. */
    RESOURCE_EXHAUSTED(8),
    /** Wrong offset, stale entity tag, a folder in the way. */
    FAILED_PRECONDITION(9),
    /** Another writer took over; the followed upload was discarded; the other side went away. */
    ABORTED(10),
    /** A start beyond the end. */
    OUT_OF_RANGE(11),
    /** An unknown frame type or feature. */
    UNIMPLEMENTED(12),
    /** A fault of the server, with an id that its log holds. */
    INTERNAL(13),
    /** Shutting down, or the store is out of reach. */
    UNAVAILABLE(14),
    /** Digest mismatch, or the file changed while it was read. */
    DATA_LOSS(15),
    /** Token missing or wrong. */
    UNAUTHENTICATED(16);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** gRPC's number of this code, 3 to 16. */
    public int number() {
        return number;
    }
}
