package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.LinkException;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageSelection;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists a folder of the disk, page by page. Each page reads the names of the whole folder once, and the attributes only of
 * its own entries, unless the order needs those of all. An entry that is a symbolic link is described as what it leads to.
 * Everything here blocks.
 */
final class LocalFolderListing {
    private final StoreRoot root;
    private final OpenFolder open;
    private final FolderName folder;
    private final List<FolderEntry> entries = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();

    private LocalFolderListing(StoreRoot root, OpenFolder open, FolderName folder) {
        this.root = root;
        this.open = open;
        this.folder = folder;
    }

    static FolderPage list(StoreRoot root, FolderName folder, ListQuery query) throws IOException {
        try (OpenFolder open = root.folder(folder)) {
            return query.limit() == 0
                    ? new FolderPage(List.of(), Optional.empty())
                    : new LocalFolderListing(root, open, folder).page(query);
        }
    }

    private FolderPage page(ListQuery query) throws IOException {
        PageSelection selection = select(query);
        for (ListPosition position : selection.positions()) {
            Optional<FileName> name = folder.listed(position.name());
            if (name.isPresent()) {
                describe(name.get()).ifPresent(entries::add);
            }
        }
        return new FolderPage(entries, selection.next(), places, 0);
    }

    private PageSelection select(ListQuery query) throws IOException {
        PageSelection selection = new PageSelection(query);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(open.path())) {
            for (Path entry : found) {
                offer(entry, query.order(), selection);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return selection;
    }

    private void offer(Path entry, ListOrder order, PageSelection selection) throws IOException {
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
    static boolean isText(Path entry, String name) {
        return name.indexOf('\uFFFD') < 0 || entry.equals(entry.resolveSibling(name));
    }

    /** Of a link its own, since the token of the next page has the key, also of an entry that is not shown. */
    private static OptionalLong key(Path entry, ListOrder order) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant modified = found.lastModifiedTime().toInstant();
            return OptionalLong.of(
                    found.isDirectory() ? order.keyOfFolder(modified) : order.keyOfFile(found.size(), modified));
        } catch (NoSuchFileException deleted) {
            return OptionalLong.empty();
        }
    }

    /**
     * Empty for what cannot be served: it was deleted, leads out of the root, or is neither file nor folder.
     *
     * @throws AccessDeniedException when the gateway may read the names in the folder but not the attributes
     */
    private Optional<FolderEntry> describe(FileName name) throws IOException {
        try {
            return describe(open, name);
        } catch (LinkException link) {
            Optional<FolderEntry> target = describePlace(FileName.of(link.resolve(name.value())), name);
            target.ifPresent(entry -> places.put(entry.name(), link.resolve(name.value())));
            return target;
        } catch (IOException e) {
            return emptyIf(DiskErrors.isAbsent(e), e);
        } catch (StoreException e) {
            return emptyIf(e.code() != ErrorCode.UNAVAILABLE, e);
        }
    }

    private Optional<FolderEntry> describePlace(FileName place, FileName name) throws IOException {
        try (OpenFolder parent = root.folderOf(place)) {
            return describe(parent, place).map(entry -> entry.withName(name));
        } catch (IOException e) {
            return emptyIf(DiskErrors.isAbsent(e) || e instanceof AccessDeniedException, e);
        } catch (StoreException e) {
            return emptyIf(e.code() != ErrorCode.UNAVAILABLE, e);
        }
    }

    /** An entry is left out only if the disk says that it is not there. */
    private static <E extends Exception> Optional<FolderEntry> emptyIf(boolean isAbsent, E cause) throws E {
        if (isAbsent) {
            return Optional.empty();
        }
        throw cause;
    }

    private Optional<FolderEntry> describe(OpenFolder parent, FileName name) throws IOException {
        Path path = parent.entry(name.lastSegment());
        FileVersion version = FileVersion.of(path);
        return switch (version.kind()) {
            case FILE -> Optional.of(new FolderEntry.File(FileInfoReader.of(name, path, version)));
            case FOLDER -> Optional.of(new FolderEntry.Folder(FolderName.of(name), FileInfoReader.modified(version)));
            case LINK -> throw root.link(name);
            case OTHER -> Optional.empty();
        };
    }
}
