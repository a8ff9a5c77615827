package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command; {@link #call} returns its {@link ExitCode}. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ChunkgateCommand program;

    final Environment environment() {
        return program.environment();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final GatewayUrl url(String text) {
        try {
            return GatewayUrl.parse(text);
        } catch (ClientException e) {
            throw usage(e.getMessage());
        }
    }

    /** Parses the value of an option, such as {@code 12h}; more than nothing. */
    final Duration duration(String option, String text) {
        return Durations.parse(text)
                .filter(time -> !time.isZero())
                .orElseThrow(() -> usage(option + ": '" + text + "' (expected: such as 30m, 12h or 90d)"));
    }

    /** The failure for a wrong argument. */
    final ParameterException usage(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }
}
