package io.chunkgate.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process listens on a port, by what Linux tells in /proc; known of processes of the same user, and to root. */
final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** Such as {@code by process 123 (nginx)}. */
    static Optional<String> of(int port) {
        try {
            return Stream.of("net/tcp", "net/tcp6")
                    .flatMap(table -> inodes(PROC.resolve(table), port))
                    .flatMap(inode -> processes(inode).stream())
                    .findFirst();
        } catch (UncheckedIOException notTold) {
            return Optional.empty();
        }
    }

    private static Stream<String> inodes(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return lines(table).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > INODE && words[1].endsWith(suffix) && words[STATE].equals(LISTENING))
                .map(words -> words[INODE]);
    }

    private static Optional<String> processes(String inode) {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, "socket:[" + inode + "]"))
                    .findFirst()
                    .map(process -> " by process " + process.getFileName() + name(process));
        } catch (IOException notTold) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, socket));
        } catch (IOException | UncheckedIOException notTold) {
            return false;
        }
    }

    private static boolean leadsTo(Path descriptor, String socket) {
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

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notTold) {
            return List.of();
        }
    }
}
