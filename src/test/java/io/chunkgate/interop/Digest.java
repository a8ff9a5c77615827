package io.chunkgate.interop;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SHA-256 of files, as 64 lower-case hexadecimal digits. */
final class Digest {
    private static final Pattern SHA_256 = Pattern.compile("sha-256=:(.*):");

    private Digest() {}

    /** Computes the digest with {@code sha256sum}. */
    static String of(Path file) {
        return Command.of("sha256sum", file).run().succeeded().out().substring(0, 64);
    }

    /** The digest that the gateway knows of a file, without computing it. */
    static String known(PackagedGateway gateway, String name) {
        try (RawHttp connection = new RawHttp(gateway.port(Listener.HTTP))) {
            connection.sendHead("HEAD /files/" + name + " HTTP/1.1");
            String field = String.valueOf(connection.readHead().header("Repr-Digest"));
            Matcher digest = SHA_256.matcher(field);
            return digest.matches()
                    ? HexFormat.of().formatHex(Base64.getDecoder().decode(digest.group(1)))
                    : field;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
