package io.chunkgate.cli;

import io.chunkgate.access.Tokens;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chunkgate token}: creates a bearer token. */
@Command(
        name = "token",
        description = "Creates a bearer token. The token is written to standard error and stored nowhere; its line for "
                + "the file of setting access.tokens is written to standard output.",
        footer = {
            "",
            "The file of setting access.rules defines the permissions of the principal.",
            "",
            "Example:",
            "  chunkgate token alice --expires 90d >> /etc/chunkgate/tokens"
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PRINCIPAL", description = "The principal of the token.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String principal;

    @Option(names = "--expires", paramLabel = "TIME", description = "Expires after this time, such as 12h or 90d.")
    private @Nullable String expires;

    @Override
    public Integer call() {
        if (!principal.matches("[^\\s#][^\\s]*")) {
            throw new ParameterException(
                    spec.commandLine(), "PRINCIPAL: '" + principal + "' (expected: a word without spaces)");
        }
        Optional<Instant> expiresAt = Optional.ofNullable(expires).map(this::end);
        String token = Tokens.create();
        PrintWriter err = spec.commandLine().getErr();
        err.println(token);
        err.flush();
        spec.commandLine().getOut().println(Tokens.line(principal, token, expiresAt));
        return ExitCode.OK;
    }

    private Instant end(String text) {
        Duration life = Durations.parse(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--expires: '" + text + "' (expected: such as 30m, 12h or 90d)"));
        return Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
    }
}
