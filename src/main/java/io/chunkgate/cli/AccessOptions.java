package io.chunkgate.cli;

import io.chunkgate.client.GatewayAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command shows who it is, and which gateways it believes. */
final class AccessOptions {
    private static final String TOKEN_VARIABLE = "CHUNKGATE_TOKEN";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token to show (default: the variable CHUNKGATE_TOKEN).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Believe certificates of these authorities (PEM) alone.")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "Believe any certificate.")
    private boolean insecure;

    @Option(names = "--cert", paramLabel = "FILE", description = "The certificate to show (PEM).")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of it (PEM).")
    private @Nullable Path key;

    /** @throws IllegalArgumentException for a file that cannot be read, or a certificate without its key */
    GatewayAccess read(Map<String, String> environment) {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--cert, --key: only one is given (expected: both, or none)");
        }
        return new GatewayAccess(
                token(environment),
                readable("--cacert", authorities),
                insecure,
                readable("--cert", certificate),
                readable("--key", key));
    }

    private Optional<String> token(Map<String, String> environment) {
        if (tokenFile == null) {
            return Optional.ofNullable(environment.get(TOKEN_VARIABLE)).filter(token -> !token.isBlank());
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
