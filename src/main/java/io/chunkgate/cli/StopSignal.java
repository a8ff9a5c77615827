package io.chunkgate.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Waits for SIGTERM or SIGINT. A second signal ends the process at once, with exit code 128 plus its number, as a shell
 * reports it.
 *
 * <p>A shutdown hook does not suffice: while hooks run, the JVM ignores further signals, and it exits with 143 even after
 * success.
 */
final class StopSignal {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final CompletableFuture<String> first = new CompletableFuture<>();

    private StopSignal() {}

    /** Replaces the default handling of SIGTERM and SIGINT (Ctrl-C). */
    static StopSignal install() {
        StopSignal stop = new StopSignal();
        Signals.handle("TERM", () -> stop.received("TERM", SIGTERM));
        Signals.handle("INT", () -> stop.received("INT", SIGINT));
        return stop;
    }

    /** Returns the name of the first signal, without {@code SIG}. */
    String await() {
        return first.join();
    }

    private void received(String name, int number) {
        if (!first.complete(name)) {
            Runtime.getRuntime().halt(128 + number);
        }
    }
}
