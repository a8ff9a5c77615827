package io.chunkgate.doctor;

import io.chunkgate.store.FileName;
import io.chunkgate.text.ByteSize;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Checks whether the folder of a local store is writable, and what its file system supports. */
final class FolderCheck {
    static final String SUBJECT = "store.root";
    /** File systems that lose their content with the machine or the container. */
    private static final Set<String> VOLATILE = Set.of("tmpfs", "ramfs", "overlay");

    private FolderCheck() {}

    static List<Finding> run(Path root, long minFreeBytes) throws InterruptedException {
        boolean existed = Files.exists(root);
        Deque<Path> created = new ArrayDeque<>();
        try {
            Path own = root.resolve(FileName.OWN_FOLDER);
            create(own, created);
            Path probes = Files.createTempDirectory(own, "doctor");
            created.push(probes);
            List<Finding> findings = new ArrayList<>();
            findings.add(Finding.ok(SUBJECT, root + (existed ? " is writable" : " is missing and can be created")));
            findings.addAll(disk(root, minFreeBytes));
            Inodes.of(root).ifPresent(inodes -> findings.add(inodes.finding()));
            findings.addAll(new FolderProbe(probes).run());
            return findings;
        } catch (IOException | SecurityException e) {
            return List.of(Finding.fail(
                    SUBJECT, root + ": " + reason(e), "a folder in which this user can create folders and files"));
        } finally {
            remove(created);
        }
    }

    /** Creates the folder and the gateway's own folder in it where they are missing, and deletes them again. */
    static void tryCreating(Path root) throws IOException {
        Deque<Path> created = new ArrayDeque<>();
        try {
            create(root.resolve(FileName.OWN_FOLDER), created);
            if (!Files.isWritable(root)) {
                throw new AccessDeniedException(root.toString());
            }
        } finally {
            remove(created);
        }
    }

    private static List<Finding> disk(Path root, long minFreeBytes) throws IOException {
        FileStore disk = Files.getFileStore(root);
        String type = disk.type();
        long usable = disk.getUsableSpace();
        String found = type + " (" + disk.name() + "), " + ByteSize.format(usable) + " free";
        if (usable < minFreeBytes) {
            return List.of(Finding.fail(
                    "disk",
                    found,
                    "more than limits.minFreeSpace, " + ByteSize.format(minFreeBytes)
                            + "; uploads are refused otherwise"));
        }
        String expected = "a file system that survives restarts of the machine and the container";
        return List.of(Finding.okIf(!VOLATILE.contains(type), "disk", found, expected));
    }

    private static void create(Path folder, Deque<Path> created) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            create(parent, created);
        }
        Files.createDirectory(folder);
        created.push(folder);
    }

    /** Deletes the created folders, deepest first, unless a gateway that was started meanwhile uses them. */
    private static void remove(Deque<Path> created) {
        try {
            for (Path folder : created) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException inUse) {
            // A gateway uses it.
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
