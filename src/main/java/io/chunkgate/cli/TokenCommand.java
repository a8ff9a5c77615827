package io.chunkgate.cli;

import io.chunkgate.access.Access;
import io.chunkgate.access.Tokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class TokenCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "PRINCIPAL", description = "The principal of the token.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String principal;

    @Option(names = "--expires", paramLabel = "TIME", description = "Expires after this time, such as 12h or 90d.")
    private @Nullable String expires;

    @Override
    public Integer call() {
        if (!principal.matches("[^\\s#][^\\s]*")) {
            throw usage("PRINCIPAL: '" + principal + "' (expected: a word without spaces)");
        }
        if (Access.isReserved(principal)) {
            throw usage("PRINCIPAL: '" + principal
                    + "' (expected: a name; this one stands for other clients in the rules)");
        }
        Optional<Instant> expiresAt = Optional.ofNullable(expires).map(this::end);
        String token = Tokens.create();
        err().println(token);
        err().flush();
        out().println(Tokens.line(principal, token, expiresAt));
        return ExitCode.OK;
    }

    private Instant end(String text) {
        return Instant.now().plus(duration("--expires", text)).truncatedTo(ChronoUnit.SECONDS);
    }
}
