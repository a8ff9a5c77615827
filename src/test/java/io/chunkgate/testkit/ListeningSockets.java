package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The listening TCP sockets of a process of Linux, from {@code /proc}. */
public final class ListeningSockets {
    private static final Pattern LISTENING =
            Pattern.compile("\\s*\\d+: ([0-9A-F]+):([0-9A-F]{4})\\s+\\S+\\s+0A\\s+(?:\\S+\\s+){5}(\\d+)\\s.*");

    private ListeningSockets() {}

    /** An address and a port. */
    public record Socket(InetAddress address, int port) {}

    /** Returns the sockets on which this JVM listens. */
    public static Set<Socket> ofThisProcess() {
        return of(ProcessHandle.current().pid());
    }

    /** Returns the sockets on which a process listens. */
    public static Set<Socket> of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = inodes(process.resolve("fd"));
        Set<Socket> found = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            lines(process.resolve("net").resolve(table))
                    .map(LISTENING::matcher)
                    .filter(Matcher::matches)
                    .filter(line -> own.contains("socket:[" + line.group(3) + "]"))
                    .forEach(
                            line -> found.add(new Socket(address(line.group(1)), Integer.parseInt(line.group(2), 16))));
        }
        return found;
    }

    private static Set<String> inodes(Path descriptors) {
        Set<String> targets = new HashSet<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : (Iterable<Path>) all::iterator) {
                target(descriptor).ifPresent(targets::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targets;
    }

    /** Empty if it was closed meanwhile. */
    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words of 32 bits in the byte order of the machine. */
    private static InetAddress address(String digits) {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(digits)).order(ByteOrder.nativeOrder());
        ByteBuffer address = ByteBuffer.allocate(words.remaining());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(address.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
