package io.chunkgate.doctor;

import io.chunkgate.config.AccessConfig;
import io.chunkgate.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the permissions of files with secrets, and of files that grant access. */
final class SecretsCheck {
    private SecretsCheck() {}

    static List<Finding> run(GatewayConfig config) {
        AccessConfig access = config.access();
        return Stream.of(
                        check("tls.key", config.tls().key(), PosixFilePermission.OTHERS_READ),
                        check("cluster.secret", config.cluster().secret(), PosixFilePermission.OTHERS_READ),
                        check("access.linkKeys", access.linkKeys(), PosixFilePermission.OTHERS_READ),
                        check("access.tokens", access.tokens(), PosixFilePermission.OTHERS_READ),
                        check("access.rules", access.rules(), PosixFilePermission.OTHERS_WRITE),
                        check("access.jwtKeys", access.jwtKeys(), PosixFilePermission.OTHERS_WRITE),
                        check("access.tokens", access.tokens(), PosixFilePermission.OTHERS_WRITE))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if the file does not exist; other checks report that. */
    private static Optional<Finding> check(String setting, String file, PosixFilePermission permission) {
        Path path = Path.of(file);
        String verb = permission == PosixFilePermission.OTHERS_READ ? "read" : "written";
        if (file.isEmpty() || !Files.exists(path)) {
            return Optional.empty();
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            String found = path + " (" + PosixFilePermissions.toString(permissions) + ")";
            return Optional.of(
                    permissions.contains(permission)
                            ? Finding.warn(
                                    setting,
                                    found + " can be " + verb + " by every user of this machine",
                                    "chmod o-rw " + path)
                            : Finding.ok(setting, found + " cannot be " + verb + " by others"));
        } catch (IOException | UnsupportedOperationException unsupported) {
            return Optional.empty();
        }
    }
}
