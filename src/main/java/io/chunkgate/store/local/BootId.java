package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the end of a process from the end of the machine. What a process wrote is in the kernel's memory and survives the
 * process; only what was synced survives the machine.
 */
final class BootId {
    /** The same for as long as the machine runs; empty where the system does not tell, which trusts the file's length. */
    static final String ID = read();

    private BootId() {}

    private static String read() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
