package io.chunkgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that a built program consists of.
 *
 * @param home  the folder of the program
 * @param files relative to it, sorted
 */
record ProgramFiles(Path home, List<Path> files) {
    static final String JAR = "target/chunkgate.jar";

    /** The launcher; what it starts; defaults of the configuration and of the log. */
    private static final List<String> PARTS = List.of("chunkgate", "conf", ProgramFiles.JAR, "target/lib", "LICENSE");

    private static final int ID_DIGITS = 8;

    /** Lists the files of a program. */
    static ProgramFiles of(Path home) throws IOException {
        try (Stream<Path> parts = PARTS.stream().map(home::resolve).filter(Files::exists)) {
            List<Path> files = parts.flatMap(ProgramFiles::below)
                    .map(home::relativize)
                    .sorted()
                    .toList();
            return new ProgramFiles(home, files);
        }
    }

    private static Stream<Path> below(Path part) {
        try (Stream<Path> all = Files.walk(part)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a text that two programs have in common only if they have the same files with the same content. */
    String id() throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update((file + "\n" + Files.size(home.resolve(file)) + "\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream content = new DigestInputStream(Files.newInputStream(home.resolve(file)), digest)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
    }

    /** Whether a copy has all files with the same content, except those of the configuration, which may be edited there. */
    boolean isCopiedTo(Path copy) throws IOException {
        for (Path file : files) {
            Path copied = copy.resolve(file.toString());
            boolean isSame =
                    file.startsWith("conf") || (Files.exists(copied) && Files.mismatch(home.resolve(file), copied) < 0);
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    /** Returns the bytes of all files. */
    long byteCount() throws IOException {
        long sum = 0;
        for (Path file : files) {
            sum += Files.size(home.resolve(file));
        }
        return sum;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
