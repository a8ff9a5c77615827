package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Identifies a boot of the machine, to distinguish the end of a process from the end of the machine. Written bytes are in the
 * memory of the kernel and survive the process; only synced bytes survive the machine.
 */
final class BootId {
    /** Constant while the machine runs; empty on a system without boot ids, where the length of the file is trusted. */
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
