package io.chunkgate.cli;

/** How the program ends, for scripts and service managers. */
final class ExitCode {
    /** Done; for {@code serve}: stopped by a signal, after transfers had their time to end. */
    static final int OK = 0;

    /** A fault of the program or the machine. */
    static final int FAILURE = 1;

    /** A wrong option or setting, a port that is taken, a folder that cannot be used. */
    static final int USAGE = 2;

    private ExitCode() {}
}
