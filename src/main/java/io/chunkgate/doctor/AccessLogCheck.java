package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the file that transfers are logged to can be written, or made. */
final class AccessLogCheck implements Check {
    private static final String STANDARD_OUTPUT = "-";

    private final GatewayConfig config;

    AccessLogCheck(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public String subject() {
        return "accessLog.file";
    }

    @Override
    public List<Finding> run() {
        String name = config.accessLog().file();
        if (!config.accessLog().isOn() || name.equals(STANDARD_OUTPUT)) {
            return List.of();
        }
        Path file = Path.of(name).toAbsolutePath();
        return List.of(
                canBeWritten(file)
                        ? Finding.ok(subject(), file + " can be written to")
                        : Finding.fail(
                                subject(),
                                file + " cannot be written to",
                                "a file in a folder that this user may write to"));
    }

    private static boolean canBeWritten(Path file) {
        Path folder = file.getParent();
        return Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    }
}
