package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The send queue of one side of a loopback connection: unacknowledged bytes in the kernel, from /proc/net. */
public final class SendQueue {
    private static final int CHECKS = 20;

    private final Pattern line;

    private SendQueue(Pattern line) {
        this.line = line;
    }

    /** The queue of the side with the first port. */
    public static SendQueue of(int port, int peerPort) {
        String address = "[0-9A-F]*0100007F:%04X";
        return new SendQueue(
                Pattern.compile((address + " " + address + " 01 ([0-9A-F]{8}):").formatted(port, peerPort)));
    }

    public long byteCount() {
        Matcher entry = line.matcher(read("tcp") + read("tcp6"));
        return entry.find() ? Long.parseLong(entry.group(1), 16) : 0;
    }

    /** Whether the size does not change for a tenth of a second. */
    public boolean isStable() {
        long first = byteCount();
        for (int i = 0; i < CHECKS; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            if (byteCount() != first) {
                return false;
            }
        }
        return true;
    }

    private static String read(String table) {
        try {
            return Files.readString(Path.of("/proc/net", table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
