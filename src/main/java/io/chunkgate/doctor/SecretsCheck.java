package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the permissions of files with secrets, and of files that grant access. */
final class SecretsCheck extends Check {
    private final GatewayConfig config;

    SecretsCheck(GatewayConfig config) {
        super("permissions");
        this.config = config;
    }

    @Override
    List<Finding> run() {
        return Stream.concat(
                        Stream.of(
                                        Map.entry("tls.key", config.tls().key()),
                                        Map.entry(
                                                "access.linkKeys",
                                                config.access().linkKeys()),
                                        Map.entry(
                                                "access.tokens", config.access().tokens()))
                                .flatMap(file -> check(file, PosixFilePermission.OTHERS_READ, "read").stream()),
                        Stream.of(
                                        Map.entry(
                                                "access.rules", config.access().rules()),
                                        Map.entry(
                                                "access.jwtKeys",
                                                config.access().jwtKeys()),
                                        Map.entry(
                                                "access.tokens", config.access().tokens()))
                                .flatMap(file -> check(file, PosixFilePermission.OTHERS_WRITE, "written").stream()))
                .toList();
    }

    /** Empty if the file does not exist; other checks report that. */
    private static Optional<Finding> check(
            Map.Entry<String, String> file, PosixFilePermission permission, String verb) {
        Path path = Path.of(file.getValue());
        if (file.getValue().isEmpty() || !Files.exists(path)) {
            return Optional.empty();
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            String found = path + " (" + PosixFilePermissions.toString(permissions) + ")";
            return Optional.of(
                    permissions.contains(permission)
                            ? Finding.warn(
                                    file.getKey(),
                                    found + " can be " + verb + " by every user of this machine",
                                    "chmod o-rw " + path)
                            : Finding.ok(file.getKey(), found + " cannot be " + verb + " by others"));
        } catch (IOException | UnsupportedOperationException unsupported) {
            return Optional.empty();
        }
    }
}
