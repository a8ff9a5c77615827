package io.chunkgate.doctor;

import io.chunkgate.store.FileName;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The folder of a local store: whether it can be had and written to, and what its file system can do. */
final class FolderCheck implements Check {
    /** What is gone after a restart of the machine, or with its container. */
    private static final Set<String> FLEETING = Set.of("tmpfs", "ramfs", "overlay");

    private final Path root;
    private final long minFreeBytes;

    FolderCheck(Path root, long minFreeBytes) {
        this.root = root;
        this.minFreeBytes = minFreeBytes;
    }

    @Override
    public String subject() {
        return "store.root";
    }

    @Override
    public List<Finding> run() {
        boolean isThere = Files.exists(root);
        Deque<Path> made = new ArrayDeque<>();
        try {
            Path own = root.resolve(FileName.OWN_FOLDER);
            create(own, made);
            Path probes = Files.createTempDirectory(own, "doctor");
            made.push(probes);
            List<Finding> findings = new ArrayList<>();
            findings.add(
                    Finding.ok(subject(), root + (isThere ? " can be written to" : " is missing and can be created")));
            findings.addAll(disk());
            findings.addAll(new FolderProbe(probes).run());
            return findings;
        } catch (IOException | SecurityException e) {
            return List.of(Finding.fail(
                    subject(), root + ": " + reason(e), "a folder in which this user may create folders and files"));
        } finally {
            remove(made);
        }
    }

    private List<Finding> disk() throws IOException {
        FileStore disk = Files.getFileStore(root);
        String type = disk.type();
        long usable = disk.getUsableSpace();
        String found = type + " (" + disk.name() + "), " + size(usable) + " free";
        if (usable < minFreeBytes) {
            return List.of(Finding.fail(
                    "disk",
                    found,
                    "more than limits.minFreeSpace, " + size(minFreeBytes) + ", or uploads are refused"));
        }
        return List.of(
                FLEETING.contains(type)
                        ? Finding.warn("disk", found, "a file system that outlives a restart of machine and container")
                        : Finding.ok("disk", found));
    }

    private static void create(Path folder, Deque<Path> made) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            create(parent, made);
        }
        Files.createDirectory(folder);
        made.push(folder);
    }

    /** Deepest first; what a gateway that was started meanwhile has put something into is no longer ours. */
    private static void remove(Deque<Path> made) {
        try {
            for (Path folder : made) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException inUse) {
            // Left to who uses it.
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }

    private static String size(long byteCount) {
        return byteCount < 1L << 30
                ? (byteCount >> 20) + " MiB"
                : String.format(Locale.ROOT, "%.1f GiB", byteCount / (double) (1L << 30));
    }
}
