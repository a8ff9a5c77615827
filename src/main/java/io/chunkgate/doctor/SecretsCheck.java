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

/** Files that only the gateway's user should read, or nobody but their owner change. */
final class SecretsCheck implements Check {
    private final GatewayConfig config;

    SecretsCheck(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public String subject() {
        return "permissions";
    }

    @Override
    public List<Finding> run() {
        return Stream.concat(
                        Stream.of(
                                        Map.entry("tls.key", config.tls().key()),
                                        Map.entry(
                                                "access.linkKeys",
                                                config.access().linkKeys()),
                                        Map.entry(
                                                "access.tokens", config.access().tokens()))
                                .flatMap(file -> look(file, PosixFilePermission.OTHERS_READ, "read").stream()),
                        Stream.of(
                                        Map.entry(
                                                "access.rules", config.access().rules()),
                                        Map.entry(
                                                "access.jwtKeys",
                                                config.access().jwtKeys()),
                                        Map.entry(
                                                "access.tokens", config.access().tokens()))
                                .flatMap(file -> look(file, PosixFilePermission.OTHERS_WRITE, "written").stream()))
                .toList();
    }

    /** Nothing where there is no such file: others say so. */
    private static Optional<Finding> look(Map.Entry<String, String> file, PosixFilePermission permission, String deed) {
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
                                    found + " can be " + deed + " by everybody on this machine",
                                    "chmod o-rw " + path)
                            : Finding.ok(file.getKey(), found + " cannot be " + deed + " by others"));
        } catch (IOException | UnsupportedOperationException notHere) {
            return Optional.empty();
        }
    }
}
