package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageSelection;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists a folder of the disk, page by page. Each page reads the names of the whole folder once, and the attributes only of
 * its own entries, unless the order needs those of all. Everything here blocks.
 */
final class LocalFolderListing {
    private LocalFolderListing() {}

    static FolderPage list(StoreRoot root, FolderName folder, ListQuery query) throws IOException {
        Path path = root.folder(folder);
        if (query.limit() == 0) {
            return new FolderPage(List.of(), Optional.empty());
        }
        PageSelection selection = select(path, folder, query);
        List<FolderEntry> entries = selection.positions().stream()
                .flatMap(position -> folder.listed(position.name()).stream())
                .flatMap(name -> describe(root, name).stream())
                .toList();
        return new FolderPage(entries, selection.next());
    }

    private static PageSelection select(Path path, FolderName folder, ListQuery query) throws IOException {
        PageSelection selection = new PageSelection(query);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                offer(entry, folder, query.order(), selection);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return selection;
    }

    private static void offer(Path entry, FolderName folder, ListOrder order, PageSelection selection) {
        String name = entry.getFileName().toString();
        OptionalLong key = order == ListOrder.NAME ? OptionalLong.of(0) : key(entry, order);
        if (key.isEmpty()) {
            return;
        }
        ListPosition position = new ListPosition(key.getAsLong(), name);
        if (selection.wants(position)
                && isText(entry, name)
                && folder.listed(name).isPresent()) {
            selection.add(position);
        }
    }

    /** False for a name that is not UTF-8: the JDK decodes it with replacement characters, so it cannot be opened. */
    private static boolean isText(Path entry, String name) {
        return name.indexOf('\uFFFD') < 0 || entry.equals(entry.resolveSibling(name));
    }

    /** Empty when the attributes cannot be read: a broken link, a deleted file. */
    private static OptionalLong key(Path entry, ListOrder order) {
        try {
            BasicFileAttributes found = Files.readAttributes(entry, BasicFileAttributes.class);
            Instant modified = found.lastModifiedTime().toInstant();
            return OptionalLong.of(
                    found.isDirectory() ? order.keyOfFolder(modified) : order.keyOfFile(found.size(), modified));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Empty for what cannot be served: it was deleted, leads out of the root, or is neither file nor folder. */
    private static Optional<FolderEntry> describe(StoreRoot root, FileName name) {
        try {
            Path path = root.existing(name);
            FileVersion version = FileVersion.of(path);
            if (version.regular()) {
                return Optional.of(new FolderEntry.File(FileInfoReader.of(name, path, version)));
            }
            return Files.isDirectory(path)
                    ? Optional.of(new FolderEntry.Folder(FolderName.of(name), FileInfoReader.modified(version)))
                    : Optional.empty();
        } catch (IOException | StoreException e) {
            return Optional.empty();
        }
    }
}
