package io.chunkgate.cli;

import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds any file of a folder, for the example in the start report. */
final class ExampleFile extends SimpleFileVisitor<Path> {
    private static final int MAX_DEPTH = 4;
    /** Bounds the search, so that a large folder does not delay the start. */
    private static final int MAX_ENTRIES = 1000;

    private final Path folder;
    private int entryCount;
    private @Nullable FileName found;

    private ExampleFile(Path folder) {
        this.folder = folder;
    }

    /** Empty if the search finds no file with a valid name, or the folder is unreadable. */
    static Optional<FileName> below(Path folder) {
        ExampleFile search = new ExampleFile(folder);
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, search);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(search.found);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
        return isHidden(entry) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !isHidden(entry)) {
            found = nameOf(entry);
        }
        return found != null || ++entryCount >= MAX_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path entry, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path entry) {
        return !entry.equals(folder) && entry.getFileName().toString().startsWith(".");
    }

    private @Nullable FileName nameOf(Path entry) {
        try {
            return FileName.of(folder.relativize(entry).toString());
        } catch (StoreException notServed) {
            return null;
        }
    }
}
