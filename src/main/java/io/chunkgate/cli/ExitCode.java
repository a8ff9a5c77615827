package io.chunkgate.cli;

import io.chunkgate.store.ErrorCode;

/** How the program ends, for scripts and service managers. */
final class ExitCode {
    /** Done; for {@code serve}: stopped by a signal, after transfers had their time to end. */
    static final int OK = 0;

    /** A fault of the program, the machine or the gateway; for {@code doctor}: something that it looked at fails. */
    static final int FAILURE = 1;

    /** A wrong option, URL or setting, a port that is taken, a folder that cannot be used. */
    static final int USAGE = 2;

    /** No such file on the gateway. */
    static final int NOT_FOUND = 3;

    /** The file is there already, and was not overwritten. */
    static final int EXISTS = 4;

    /** The gateway cannot be reached, or the connection broke too often. What was transferred is kept. */
    static final int UNREACHABLE = 5;

    /** The bytes are not what the digest says. */
    static final int DIGEST = 6;

    /** The file has changed meanwhile, somebody else took the upload over, or something else is in the way. */
    static final int CONFLICT = 7;

    /** The gateway may not or cannot do that: no room, too large, no permission, not in this protocol. */
    static final int REFUSED = 8;

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
            case INTERNAL -> FAILURE;
        };
    }
}
