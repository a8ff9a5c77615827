package io.chunkgate.cli;

import io.chunkgate.client.GatewayAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for authentication and trusted certificates. */
final class AccessOptions {
    private static final String TOKEN_VARIABLE = "CHUNKGATE_TOKEN";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the bearer token (default: the variable CHUNKGATE_TOKEN).")
    private @Nullable Path tokenFile;

    @Option(names = "--cacert", paramLabel = "FILE", description = "Trust only these certificate authorities (PEM).")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "Trust every certificate.")
    private boolean insecure;

    @Option(names = "--cert", paramLabel = "FILE", description = "Client certificate (PEM).")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Private key of the client certificate (PEM).")
    private @Nullable Path key;

    /** @throws IllegalArgumentException if a file cannot be read, or only one of certificate and key is given */
    GatewayAccess read(Map<String, String> variables) {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--cert, --key: only one is given (expected: both, or none)");
        }
        return new GatewayAccess(
                token(variables),
                readable("--cacert", authorities),
                insecure,
                readable("--cert", certificate),
                readable("--key", key));
    }

    private Optional<String> token(Map<String, String> variables) {
        if (tokenFile == null) {
            return Optional.ofNullable(variables.get(TOKEN_VARIABLE)).filter(token -> !token.isBlank());
        }
        try {
            return Optional.of(Files.readString(tokenFile).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("--token-file: '" + tokenFile + "' cannot be read", e);
        }
    }

    private static Optional<Path> readable(String option, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw new IllegalArgumentException(option + ": '" + file + "' cannot be read");
        }
        return Optional.ofNullable(file);
    }
}
