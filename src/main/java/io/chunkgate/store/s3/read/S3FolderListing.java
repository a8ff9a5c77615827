package io.chunkgate.store.s3.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageSelection;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Lists one page of a folder. By name it lists only the page in the bucket. Any other order lists the whole folder, with
 * memory for one page.
 *
 * <p>A folder has no time of modification: it is shown as unchanged since 1970.
 */
public final class S3FolderListing {
    private static final Instant UNCHANGED = Instant.EPOCH;
    /** The order of listings of the bucket: that of names, except for characters beyond 16 bits, which come last. */
    private static final Comparator<Found> BY_KEY = (one, other) ->
            Arrays.compareUnsigned(one.key().getBytes(UTF_8), other.key().getBytes(UTF_8));

    private final Bucket bucket;
    private final FileInfoCache infos;
    private final FolderName folder;
    private final ListQuery query;
    private final List<FolderEntry> entries = new ArrayList<>();
    private final PageSelection selection;
    private boolean found;

    public S3FolderListing(Bucket bucket, FileInfoCache infos, FolderName folder, ListQuery query) {
        this.bucket = bucket;
        this.infos = infos;
        this.folder = folder;
        this.query = query;
        this.selection = new PageSelection(query);
        this.found = folder.value().isEmpty();
    }

    /** Used once. */
    public Future<FolderPage> run() {
        if (query.limit() == 0) {
            return infos.isFolder(folder).compose(isFolder -> {
                found |= isFolder;
                return ended(new FolderPage(List.of(), Optional.empty()));
            });
        }
        return query.order() == ListOrder.NAME && !query.descending() ? byName() : sorted();
    }

    /** Reads pages of the bucket until the requested page is full and an entry follows it. */
    private Future<FolderPage> byName() {
        String after = query.after()
                .map(position -> Keys.after(folder, position.name()))
                .orElse("");
        return listWhile(after, () -> Math.min(Bucket.MOST_KEYS, query.limit() + 1 - entries.size()), page -> describe(
                                page)
                        .map(described -> {
                            described.stream().sorted(BY_KEY).map(Found::entry).forEach(entries::add);
                            return entries.size() <= query.limit();
                        }))
                .compose(v -> ended(firstOf(entries)));
    }

    private Future<Void> listWhile(String after, IntSupplier wanted, Function<Bucket.Page, Future<Boolean>> consumer) {
        return Bucket.listWhile(
                next -> bucket.list(Keys.folder(folder), true, after, next, wanted.getAsInt()), page -> {
                    found |= !page.objects().isEmpty() || !page.folders().isEmpty();
                    return consumer.apply(page);
                });
    }

    private FolderPage firstOf(List<FolderEntry> all) {
        if (all.size() <= query.limit()) {
            return new FolderPage(all, Optional.empty());
        }
        List<FolderEntry> page = all.subList(0, query.limit());
        return new FolderPage(page, Optional.of(position(page.get(page.size() - 1))));
    }

    private Future<FolderPage> sorted() {
        return listWhile("", () -> Bucket.MOST_KEYS, this::select)
                .compose(v -> BoundedConcurrency.map(selection.positions(), this::describe))
                .compose(page -> ended(
                        new FolderPage(page.stream().flatMap(Optional::stream).toList(), selection.next())));
    }

    /** By name, only the names are needed; the files of the page are described later. */
    private Future<Boolean> select(Bucket.Page page) {
        if (query.order() == ListOrder.NAME) {
            names(page).forEach(name -> selection.add(new ListPosition(0, name)));
            return Future.succeededFuture(true);
        }
        return describe(page).map(described -> {
            described.forEach(found -> selection.add(position(found.entry())));
            return true;
        });
    }

    private List<String> names(Bucket.Page page) {
        List<String> names = new ArrayList<>();
        page.objects().forEach(object -> names.add(Keys.entryOf(folder, object.key())));
        page.folders().forEach(key -> names.add(Keys.entryOf(folder, key)));
        return names.stream().filter(name -> folder.listed(name).isPresent()).toList();
    }

    private record Found(String key, FolderEntry entry) {}

    private Future<List<Found>> describe(Bucket.Page page) {
        List<Found> all = new ArrayList<>();
        for (String key : page.folders()) {
            folder.listed(Keys.entryOf(folder, key)).ifPresent(name -> all.add(new Found(key, folderOf(name))));
        }
        return BoundedConcurrency.map(page.objects(), this::describe).map(files -> {
            files.forEach(file -> file.ifPresent(all::add));
            return all;
        });
    }

    private Future<Optional<Found>> describe(Bucket.Entry object) {
        return folder.listed(Keys.entryOf(folder, object.key()))
                .map(name -> infos.of(name, object.etag())
                        .map(info -> info.map(file -> new Found(object.key(), new FolderEntry.File(file)))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<FolderEntry>> describe(ListPosition position) {
        FileName name = folder.listed(position.name()).orElseThrow();
        return infos.of(name).compose(file -> {
            if (file.isPresent()) {
                return Future.succeededFuture(file.<FolderEntry>map(FolderEntry.File::new));
            }
            return infos.isFolder(FolderName.of(name))
                    .map(isFolder -> isFolder ? Optional.of(folderOf(name)) : Optional.empty());
        });
    }

    private static FolderEntry folderOf(FileName name) {
        return new FolderEntry.Folder(FolderName.of(name), UNCHANGED);
    }

    private ListPosition position(FolderEntry entry) {
        long key = entry instanceof FolderEntry.File file
                ? query.order().keyOfFile(file.info().size(), file.modified())
                : query.order().keyOfFolder(entry.modified());
        return new ListPosition(key, entry.name());
    }

    private Future<FolderPage> ended(FolderPage page) {
        return found ? Future.succeededFuture(page) : Future.failedFuture(StoreErrors.folderNotFound(folder));
    }
}
