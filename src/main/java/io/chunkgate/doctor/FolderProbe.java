package io.chunkgate.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tests with temporary files whether a file system supports what the store needs. */
final class FolderProbe {
    private static final Duration MAX_SKEW = Duration.ofSeconds(2);

    private final Path folder;
    private final Path file;
    private final Path other;

    /** @param folder an empty folder; the probe leaves it empty */
    FolderProbe(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("file");
        this.other = folder.resolve("other");
    }

    private interface Step {
        void run() throws IOException;
    }

    List<Finding> run() throws IOException {
        try {
            Files.writeString(file, "file");
            Files.writeString(other, "other");
            List<Finding> findings = new ArrayList<>();
            findings.add(clock(Files.getLastModifiedTime(other).toInstant(), Instant.now()));
            findings.add(attempt(
                    "fsync",
                    this::sync,
                    "files and folders can be synced",
                    "a file system with fsync; otherwise a power loss loses acknowledged files"));
            findings.add(attempt(
                    "rename",
                    () -> Files.move(file, other, StandardCopyOption.ATOMIC_MOVE),
                    "replaces a file atomically",
                    "a file system with atomic rename, which publishes uploads"));
            findings.add(attempt(
                    "link",
                    this::link,
                    "does not replace an existing file",
                    "a file system with hard links, which uploads that must not replace a file need"));
            findings.add(attributes());
            findings.add(letterCase());
            findings.add(unicode());
            return findings;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(other);
        }
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void link() throws IOException {
        Files.deleteIfExists(file);
        Files.createLink(file, other);
        try {
            Files.createLink(file, other);
        } catch (FileAlreadyExistsException expected) {
            return;
        }
        throw new IOException("a second link with the same name replaced the first");
    }

    private Finding attributes() {
        try {
            @Nullable
            UserDefinedFileAttributeView view = Files.getFileAttributeView(other, UserDefinedFileAttributeView.class);
            if (view != null) {
                view.write("chunkgate.doctor", ByteBuffer.wrap("any".getBytes(US_ASCII)));
                view.read("chunkgate.doctor", ByteBuffer.allocate(3));
                return Finding.ok("extended attributes", "are writable, and store the digests of files");
            }
        } catch (IOException | UnsupportedOperationException unsupported) {
            // Reported below.
        }
        return Finding.warn(
                "extended attributes",
                "not supported by this file system",
                "a file system with user.* attributes; otherwise digests are computed again, and entity tags depend on"
                        + " size and time only");
    }

    /** Two names that differ in the case of letters are two files for clients. */
    private Finding letterCase() {
        boolean isSensitive = Files.notExists(folder.resolve("OTHER"));
        return Finding.okIf(
                isSensitive,
                "case of names",
                isSensitive ? "names that differ in it are different files" : "ignored: 'other' is 'OTHER' as well",
                "a case-sensitive file system; otherwise an upload replaces a file of another name, and access rules"
                        + " for a name do not hold for its other spellings");
    }

    /** Some file systems store another form of a name than they were given, or refuse it. */
    private Finding unicode() throws IOException {
        @Nullable Path named = null;
        boolean isStored = false;
        try {
            named = folder.resolve("\u00e4\u6f22\ud83d\ude00");
            Files.createFile(named);
            isStored = names().contains(String.valueOf(named.getFileName()));
        } catch (IOException | InvalidPathException refused) {
            // Reported below.
        } finally {
            if (named != null) {
                Files.deleteIfExists(named);
            }
        }
        return Finding.okIf(
                isStored,
                "Unicode names",
                isStored ? "are stored as they are" : "are refused or stored in another form",
                "a file system and a locale with UTF-8");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    /** Compares the modification time of a new file with the system time. */
    static Finding clock(Instant written, Instant now) {
        Duration skew = Duration.between(now, written);
        return skew.abs().compareTo(MAX_SKEW) <= 0
                ? Finding.ok("clock of the file system", "agrees with the system time")
                : Finding.warn(
                        "clock of the file system",
                        skew.toMillis() + " ms apart from the system time",
                        "synchronized clocks (NTP): uploads expire by them");
    }

    private static Finding attempt(String subject, Step step, String found, String expected) {
        try {
            step.run();
            return Finding.ok(subject, found);
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.fail(subject, String.valueOf(e), expected);
        }
    }
}
