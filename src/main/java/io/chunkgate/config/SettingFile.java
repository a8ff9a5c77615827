package io.chunkgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file that a setting names. It must not be in the served folder, where clients could read or replace it.
 *
 * @param setting for messages
 */
public record SettingFile(String setting, Path path, Kind kind) {
    /** What other users of the machine must not do. */
    public enum Kind {
        /** To read or to change it. */
        SECRET,
        /** To change it. */
        TRUSTED,
        /** The gateway writes it; its permissions are not checked. */
        OUTPUT
    }

    /** The files of a configuration, whether they exist or not. */
    public static List<SettingFile> of(GatewayConfig config) {
        AccessConfig access = config.access();
        Stream<SettingFile> files = Stream.of(
                named("access.rules", access.rules(), Kind.TRUSTED),
                named("access.tokens", access.tokens(), Kind.SECRET),
                named("access.linkKeys", access.linkKeys(), Kind.SECRET),
                named("access.jwtKeys", access.jwtKeys(), Kind.TRUSTED),
                named("tls.certificate", config.tls().certificate(), Kind.TRUSTED),
                named("tls.key", config.tls().key(), Kind.SECRET),
                named("tls.clientCa", config.tls().clientCa(), Kind.TRUSTED),
                named("accessLog.file", config.accessLog().file(), Kind.OUTPUT),
                named("cluster.jgroups", config.cluster().jgroups(), Kind.TRUSTED),
                named("cluster.secret", config.cluster().secret(), Kind.SECRET));
        return files.filter(file -> !file.path.toString().isEmpty()).toList();
    }

    private static SettingFile named(String setting, String file, Kind kind) {
        return new SettingFile(setting, Path.of(file), kind);
    }

    /**
     * Checks every file of a configuration whose store is a folder. Blocks.
     *
     * @throws ConfigException naming the setting of a file in the served folder
     */
    public static void requireOutside(GatewayConfig config) {
        of(config).forEach(file -> file.requireOutside(config.store()));
    }

    /** As {@link #requireOutside(GatewayConfig)}, for this file. */
    public void requireOutside(StoreConfig store) {
        if (!store.type().equals("local") || path.toString().equals("-")) {
            return;
        }
        Path root = real(Path.of(store.root()));
        boolean exists = Files.exists(path) || kind == Kind.OUTPUT;
        if (exists && (real(path).startsWith(root) || place(path).startsWith(root))) {
            throw new ConfigException(setting + ": " + path + " is in the served folder " + root
                    + ", where clients may read or replace it (expected: a file outside of it)");
        }
    }

    /** What is wrong with the permissions, and how to mend it; empty if nothing is, or if the file does not exist. Blocks. */
    public Optional<String> exposure() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            List<String> verbs = new ArrayList<>();
            if (kind == Kind.SECRET
                    && isOpen(permissions, PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ)) {
                verbs.add("read");
            }
            if (kind != Kind.OUTPUT
                    && isOpen(permissions, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE)) {
                verbs.add("changed");
            }
            return verbs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(path + " (" + PosixFilePermissions.toString(permissions) + ") can be "
                            + String.join(" and ", verbs) + " by other users (expected: chmod go-rwx " + path + ")");
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /** The gateway may need the permission of the group for a file that belongs to another user. */
    private boolean isOpen(Set<PosixFilePermission> permissions, PosixFilePermission others, PosixFilePermission group)
            throws IOException {
        boolean isOwn = Files.getOwner(path).getName().equals(System.getProperty("user.name"));
        return permissions.contains(others) || (isOwn && permissions.contains(group));
    }

    /** The path without links, except for a link at its end. */
    private static Path place(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
    }

    /** The path without links, as far as it exists. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return place(path);
        }
    }
}
