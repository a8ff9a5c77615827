package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The result of a program.
 *
 * @param command the command line, for messages
 * @param out     the standard output
 * @param err     the standard error
 */
public record CommandResult(String command, int exitCode, String out, String err) {
    /** Fails the test, with the output of the program, unless the exit code is 0. */
    public CommandResult succeeded() {
        assertThat(exitCode).as("exit code of %s%n%s%s", command, out, err).isZero();
        return this;
    }

    /** Fails the test if the exit code is 0. */
    public CommandResult failed() {
        assertThat(exitCode).as("exit code of %s%n%s%s", command, out, err).isNotZero();
        return this;
    }
}
