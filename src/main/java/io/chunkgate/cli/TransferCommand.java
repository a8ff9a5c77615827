package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.Future;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that transfers whole files. */
abstract class TransferCommand extends RemoteCommand {
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

    @Override
    public final Integer call() throws Exception {
        if (retries < 0) {
            throw usage("--retries: " + retries + " (expected: 0 or more)");
        }
        return transferAll();
    }

    /** Transfers all files and returns the exit code. */
    abstract int transferAll() throws Exception;

    /** Runs a transfer to its end, and shows it. */
    final void transfer(
            ClientSession session, GatewayUrl url, Function<TransferOptions, Future<TransferResult>> transfer) {
        try (Progress progress = progress(url.name())) {
            progress.done(transfer.apply(session.options(retries, progress)).await());
        }
    }

    /** Creates the display of a transfer. */
    Progress progress(String name) {
        if (isJson()) {
            return new JsonProgress(name, results());
        }
        if (quiet) {
            return new Progress(name, err());
        }
        return environment().errIsTerminal()
                ? new BarProgress(name, System.err, err(), results())
                : new LineProgress(name, err(), results());
    }
}
