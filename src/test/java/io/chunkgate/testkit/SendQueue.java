package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel holds of one side of a connection on loopback that its other side has not acknowledged, as Linux tells. */
public final class SendQueue {
    private static final int LOOKS = 20;

    private final Pattern line;

    private SendQueue(Pattern line) {
        this.line = line;
    }

    /** Of the side with the first port, towards the second. */
    public static SendQueue of(int port, int peerPort) {
        String address = "[0-9A-F]*0100007F:%04X";
        return new SendQueue(
                Pattern.compile((address + " " + address + " 01 ([0-9A-F]{8}):").formatted(port, peerPort)));
    }

    public long byteCount() {
        Matcher entry = line.matcher(read("tcp") + read("tcp6"));
        return entry.find() ? Long.parseLong(entry.group(1), 16) : 0;
    }

    /** Whether it is the same for a tenth of a second. */
    public boolean standsStill() {
        long first = byteCount();
        for (int i = 0; i < LOOKS; i++) {
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
