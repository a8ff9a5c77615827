package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import java.io.PrintWriter;
import java.time.Duration;

/** Prints broken connections and notes only. */
class SilentProgress extends Progress {
    private final PrintWriter messages;

    SilentProgress(String name, PrintWriter messages) {
        super(name);
        this.messages = messages;
    }

    @Override
    public void interrupted(ClientException cause, Duration delay) {
        print(cause.getMessage() + "; trying again in " + Durations.format(delay));
    }

    @Override
    public void note(String message) {
        print(message);
    }

    final void print(String message) {
        messages.println(name() + ": " + message);
    }
}
