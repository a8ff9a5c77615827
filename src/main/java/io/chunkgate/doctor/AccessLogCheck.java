package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks whether the access log can be written or created. */
final class AccessLogCheck {
    static final String SUBJECT = "accessLog.file";
    private static final String STANDARD_OUTPUT = "-";

    private AccessLogCheck() {}

    static List<Finding> run(GatewayConfig config) {
        String name = config.accessLog().file();
        if (!config.accessLog().isOn() || name.equals(STANDARD_OUTPUT)) {
            return List.of();
        }
        Path file = Path.of(name).toAbsolutePath();
        return List.of(
                isWritable(file)
                        ? Finding.ok(SUBJECT, file + " is writable")
                        : Finding.fail(
                                SUBJECT, file + " is not writable", "a file in a folder that this user can write to"));
    }

    private static boolean isWritable(Path file) {
        Path folder = file.getParent();
        return Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    }
}
