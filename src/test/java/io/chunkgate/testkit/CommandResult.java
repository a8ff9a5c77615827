package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a program ended.
 *
 * @param command as it was typed, for messages
 * @param out     what it wrote to its standard output
 * @param err     what it wrote to its standard error
 */
public record CommandResult(String command, int exitCode, String out, String err) {
    /** Fails the test, with what the program said, unless it ended with 0. */
    public CommandResult succeeded() {
        assertThat(exitCode).as("exit code of %s%n%s%s", command, out, err).isZero();
        return this;
    }

    /** Fails the test unless the program ended with something else than 0. */
    public CommandResult failed() {
        assertThat(exitCode).as("exit code of %s%n%s%s", command, out, err).isNotZero();
        return this;
    }
}
