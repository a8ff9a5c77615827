package io.chunkgate.doctor;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.SettingFile;
import java.nio.file.Files;
import java.util.List;

/** Checks the place and the permissions of files with secrets, and of files that grant access. */
final class SecretsCheck {
    private SecretsCheck() {}

    /** Files that do not exist are omitted, unless the gateway creates them; other checks report them. */
    static List<Finding> run(GatewayConfig config) {
        return SettingFile.of(config).stream()
                .filter(file -> Files.exists(file.path()) || file.kind() == SettingFile.Kind.OUTPUT)
                .map(file -> check(file, config))
                .toList();
    }

    private static Finding check(SettingFile file, GatewayConfig config) {
        try {
            file.requireOutside(config.store());
        } catch (ConfigException e) {
            return Finding.fail(file.setting(), String.valueOf(e.getMessage()), "");
        }
        return file.exposure()
                .map(found -> Finding.warn(file.setting(), found, ""))
                .orElseGet(() -> Finding.ok(file.setting(), file.path() + " is safe from clients and other users"));
    }
}
