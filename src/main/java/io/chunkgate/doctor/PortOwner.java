package io.chunkgate.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the process that listens on a port, in /proc of Linux. Sees processes of the same user; all of them as root. */
final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** Such as {@code by process 123 (nginx)}; empty if it is unknown. */
    static Optional<String> of(int port) {
        try {
            return Stream.of("net/tcp", "net/tcp6")
                    .flatMap(table -> inodes(PROC.resolve(table), port))
                    .flatMap(inode -> processes(inode).stream())
                    .findFirst();
        } catch (UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    private static Stream<String> inodes(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return lines(table).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields ->
                        fields.length > INODE && fields[1].endsWith(suffix) && fields[STATE].equals(LISTENING))
                .map(fields -> fields[INODE]);
    }

    private static Optional<String> processes(String inode) {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, "socket:[" + inode + "]"))
                    .findFirst()
                    .map(process -> " by process " + process.getFileName() + name(process));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, socket));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    private static boolean pointsTo(Path descriptor, String socket) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(socket);
        } catch (IOException closed) {
            return false;
        }
    }

    private static String name(Path process) {
        List<String> lines = lines(process.resolve("comm"));
        return lines.isEmpty() ? "" : " (" + lines.get(0) + ")";
    }

    /** The lines of a file; none if it cannot be read. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
