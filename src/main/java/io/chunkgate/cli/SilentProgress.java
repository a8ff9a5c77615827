package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import java.io.PrintWriter;
import java.time.Duration;

/** Says only what a person should know: that the connection broke. */
class SilentProgress implements Progress {
    private final String name;
    private final PrintWriter messages;

    SilentProgress(String name, PrintWriter messages) {
        this.name = name;
        this.messages = messages;
    }

    @Override
    public void interrupted(ClientException cause, Duration delay) {
        say(cause.getMessage() + "; trying again in " + Durations.format(delay));
    }

    @Override
    public void note(String message) {
        say(message);
    }

    final void say(String message) {
        messages.println(name + ": " + message);
    }
}
