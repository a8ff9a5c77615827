package io.chunkgate.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder with the releases of the program: {@code releases/NAME} each, and {@code current}, a symbolic link to one of them.
 * A release is complete before it has its name, and is never written again: a JVM reads its jars as long as it runs. All
 * methods block.
 */
record Installation(Path folder) {
    private static final String RELEASES = "releases";
    private static final String CURRENT = "current";
    private static final String COPY = ".new-";
    /** No copy takes so long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** The folder of a release. */
    Path release(String name) {
        return folder.resolve(RELEASES).resolve(name);
    }

    /**
     * Whether a release is here, complete.
     *
     * @throws FileSystemException when it is here, but its files are not those of the program: a copy was cut by a full disk or
     *     a power loss
     */
    boolean has(String name, ProgramFiles program) throws IOException {
        if (!Files.isDirectory(release(name))) {
            return false;
        }
        if (!program.isCopiedTo(release(name))) {
            throw new FileSystemException(
                    release(name).toString(),
                    null,
                    "damaged (expected: stop what runs from it, delete it, install again)");
        }
        return true;
    }

    /** @throws FileSystemException when the folder is a release, which is never written again */
    void requireNoProgram() throws IOException {
        if (Files.exists(folder.resolve(ProgramFiles.JAR))) {
            throw new FileSystemException(folder.toString(), null, "holds a program (expected: a folder for releases)");
        }
    }

    /** The name of the release that {@code current} leads to. */
    Optional<String> current() throws IOException {
        Path link = folder.resolve(CURRENT);
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isSymbolicLink(link)) {
            throw new FileSystemException(link.toString(), null, "not a symbolic link");
        }
        return Optional.ofNullable(Files.readSymbolicLink(link).getFileName()).map(Path::toString);
    }

    /** Copies a program. Does nothing if another installation has added the same release meanwhile. */
    void add(String name, ProgramFiles program) throws IOException {
        Path releases = Files.createDirectories(folder.resolve(RELEASES));
        deleteAbandoned(releases);
        Path copy = releases.resolve(COPY + UUID.randomUUID());
        try {
            for (Path file : program.files()) {
                copy(program.home().resolve(file), copy.resolve(file.toString()));
            }
            makeReadable(copy);
            try (Stream<Path> all = Files.walk(copy)) {
                all.forEach(Installation::sync);
            }
            Files.move(copy, release(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException added) {
            // It is the same: a name is derived from the content.
        } finally {
            delete(copy);
        }
        sync(releases);
    }

    /** Makes {@code current} lead to a release, in one step: at any moment it leads to this one or to the one before. */
    void makeCurrent(String name) throws IOException {
        Path link = folder.resolve("." + CURRENT + "-" + UUID.randomUUID());
        try {
            Files.createSymbolicLink(link, Path.of(RELEASES, name));
            Files.move(link, folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new FileSystemException(folder.toString(), null, "cannot rename a symbolic link");
        } finally {
            Files.deleteIfExists(link);
        }
        sync(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent() == null ? to : to.getParent());
        // The launcher compares the times of the jar and of its class archive.
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** The service has another user than the one who installs, whatever the umask is. */
    private static void makeReadable(Path copy) throws IOException {
        if (Files.getFileAttributeView(copy, PosixFileAttributeView.class) == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                boolean isExecutable = permissions.contains(PosixFilePermission.OWNER_EXECUTE);
                permissions.addAll(List.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
                if (isExecutable) {
                    permissions.addAll(List.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
                }
                Files.setPosixFilePermissions(path, permissions);
            }
        }
    }

    /** Best effort: after a power loss the installation may have to be repeated. */
    private static void sync(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // Folders cannot be synced on every system.
        }
    }

    /** Copies that an earlier installation left when it was killed. */
    private static void deleteAbandoned(Path releases) throws IOException {
        Instant before = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(releases, COPY + "*")) {
            for (Path copy : copies) {
                if (Files.getLastModifiedTime(copy).toInstant().isBefore(before)) {
                    delete(copy);
                }
            }
        }
    }

    private static void delete(Path copy) throws IOException {
        if (Files.exists(copy)) {
            try (Stream<Path> all = Files.walk(copy)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
