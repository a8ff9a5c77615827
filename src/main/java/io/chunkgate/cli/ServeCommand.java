package io.chunkgate.cli;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.doctor.Doctor;
import io.chunkgate.doctor.Finding;
import io.chunkgate.server.launch.Gateway;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "server.drainTimeoutMs to complete; a second one stops at once. SIGHUP reads",
            "the configuration again, and logs what has changed and what needs a restart.",
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

    @Option(
            names = "--check-config",
            description = "Check the configuration and the files that it names, and exit: 0 if they are valid, else 2.")
    private boolean checkConfig;

    @Option(
            names = "--no-wait",
            description = "Exit with code 5 if the store cannot be reached, instead of waiting for it.")
    private boolean noWait;

    @Override
    public Integer call() throws InterruptedException, TimeoutException {
        return checkConfig ? check(options.read(environment())) : serve();
    }

    /** Prints every fault, and what may be unwanted. */
    private int check(GatewayConfig config) {
        List<Finding> findings = Doctor.checkConfiguration(config, this::print);
        boolean isInvalid = findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.FAIL);
        if (!isInvalid) {
            out().println("The configuration is valid.");
        }
        return isInvalid ? ExitCode.USAGE : ExitCode.OK;
    }

    private void print(Finding finding) {
        if (finding.verdict() != Finding.Verdict.OK) {
            String severity = finding.verdict() == Finding.Verdict.WARN ? "warning: " : "";
            String expected = finding.expected().isEmpty() ? "" : " (expected: " + finding.expected() + ")";
            err().println("chunkgate: " + severity + finding.subject() + ": " + finding.found() + expected);
        }
    }

    private int serve() throws InterruptedException, TimeoutException {
        ReloadSignal reload = ReloadSignal.install(() -> options.read(environment()));
        GatewayConfig config = options.read(environment());
        Gateway gateway = Gateway.start(config, !noWait).await();
        StopSignal stop = StopSignal.install();
        ProgramClasses.load();
        reload.started(gateway);
        new StartReport(config, gateway.endpoints()).print(out());

        String signal = stop.await();
        reload.stopped();
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
