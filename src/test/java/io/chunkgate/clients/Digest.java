package io.chunkgate.clients;

import io.chunkgate.testing.Command;
import io.chunkgate.testing.PackagedGateway;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SHA-256 of files, as 64 lower-case hexadecimal digits. */
final class Digest {
    private static final Pattern FIELD =
            Pattern.compile("^repr-digest: sha-256=:(.*):", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private Digest() {}

    /** What coreutils say it is. */
    static String of(Path file) {
        return Command.of("sha256sum", file).run().succeeded().out().substring(0, 64);
    }

    /** What the gateway tells of a file, without being asked to compute it. */
    static String told(PackagedGateway gateway, String name) {
        String head = Command.of("curl", "-sS", "-I", gateway.url(name))
                .run()
                .succeeded()
                .out();
        Matcher field = FIELD.matcher(head);
        return field.find() ? HexFormat.of().formatHex(Base64.getDecoder().decode(field.group(1))) : head;
    }
}
