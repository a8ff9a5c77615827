package io.chunkgate.cli;

import io.chunkgate.store.ErrorCode;

/** The exit codes of the program, for scripts and service managers. */
final class ExitCode {
    /** Success; for {@code serve}: stopped by a signal, after transfers had time to complete. */
    static final int OK = 0;

    /** A failure of the program, the machine or the gateway; for {@code doctor}: a check failed. */
    static final int FAILURE = 1;

    /** A wrong option, URL or setting, a port in use, or an unusable folder. */
    static final int USAGE = 2;

    /** File not found on the gateway. */
    static final int NOT_FOUND = 3;

    /** The file exists, and was not overwritten. */
    static final int EXISTS = 4;

    /** The gateway, or for {@code serve} the store, cannot be reached, or the connection broke too often. The same command resumes the transfer. */
    static final int UNREACHABLE = 5;

    /** The digest does not match. */
    static final int DIGEST = 6;

    /** The file has changed, another client has taken the upload over, or a local file is in use. */
    static final int CONFLICT = 7;

    /** The gateway refused: not enough space, too large, no permission, or not supported by the protocol. */
    static final int REFUSED = 8;

    /** The reader of standard output has closed the pipe: 128 and the number of SIGPIPE, as shells report it. */
    static final int CLOSED_PIPE = 141;

    private ExitCode() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS -> EXISTS;
            case UNAVAILABLE, DEADLINE_EXCEEDED -> UNREACHABLE;
            case DATA_LOSS -> DIGEST;
            case FAILED_PRECONDITION, OUT_OF_RANGE, ABORTED -> CONFLICT;
            case RESOURCE_EXHAUSTED, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> REFUSED;
            case INTERNAL, UNKNOWN_DURABILITY -> FAILURE;
        };
    }
}
