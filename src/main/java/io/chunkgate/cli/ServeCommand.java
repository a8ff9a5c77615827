package io.chunkgate.cli;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.launch.Gateway;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chunkgate serve}: runs the gateway until a signal stops it. */
@Command(
        name = "serve",
        description = "Serves a folder until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Precedence, highest first: these options, --set, the environment",
            "(CHUNKGATE_HTTP_PORT=8081), the configuration file, the defaults.",
            "",
            "The first signal refuses new connections and gives running transfers",
            "server.drainTimeoutMs to complete; a second one stops at once.",
            "",
            "Examples:",
            "  chunkgate serve /srv/files",
            "  chunkgate serve --host 0.0.0.0 --open --http-port 80 --no-grpc /srv/files",
            "  chunkgate serve --set limits.maxFileSize=5000000000 --no-tcp"
        })
final class ServeCommand extends Subcommand {
    /** Time to close the listeners after the drain time. */
    private static final long CLOSING_MILLIS = 5_000;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException, TimeoutException {
        GatewayConfig config = options.read(environment());
        Gateway gateway = Gateway.start(config).await();
        StopSignal stop = StopSignal.install();
        new StartReport(config, gateway.endpoints()).print(out());

        String signal = stop.await();
        err().println(stopMessage(
                signal, gateway.transferCount(), config.server().drainTimeoutMs()));
        gateway.stop().await(config.server().drainTimeoutMs() + CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        return ExitCode.OK;
    }

    private static String stopMessage(String signal, int transferCount, int drainTimeoutMs) {
        return "chunkgate: SIG" + signal + ", stopping"
                + (transferCount == 0
                        ? ""
                        : "; running transfers (" + transferCount + ") have " + drainTimeoutMs + " ms to complete");
    }
}
