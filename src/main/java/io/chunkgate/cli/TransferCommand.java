package io.chunkgate.cli;

import picocli.CommandLine.Option;

/** A command that transfers whole files. */
abstract class TransferCommand extends RemoteCommand {
    private final Environment environment;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "10",
            description = "Failures in a row, without progress, before giving up (default: 10).")
    private int retries;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print problems only.")
    private boolean quiet;

    TransferCommand(Environment environment) {
        this.environment = environment;
    }

    final Environment environment() {
        return environment;
    }

    final int retries() {
        if (retries < 0) {
            throw usage("--retries: " + retries + " (expected: 0 or more)");
        }
        return retries;
    }

    /** Creates the display of a transfer. */
    Progress progress(String name) {
        if (isJson()) {
            return new JsonProgress(name, results());
        }
        if (quiet) {
            return new SilentProgress(name, err());
        }
        return environment.streams().errIsTerminal()
                ? new BarProgress(name, System.err, err(), results())
                : new LineProgress(name, err(), results());
    }
}
