package io.chunkgate.store.s3.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageSelection;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists one page of a folder. By name it lists only the page in the bucket, in the order of the bucket: that of the bytes of
 * names, where the name of a folder ends with a slash. Any other order lists the whole folder, with memory for one page.
 *
 * <p>Objects whose key is no name of a file are left out, and counted; so is the folder's own marker, which does not count. A
 * folder has no time of modification: it is shown as unchanged since 1970.
 */
public final class S3FolderListing {
    private static final Instant UNCHANGED = Instant.EPOCH;
    private static final Comparator<String> BY_BYTES =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
    /** Sorts after every key below a folder: the slash plus one. */
    private static final char AFTER_SLASH = '0';

    private final Bucket bucket;
    private final FolderName folder;
    private final ListQuery query;
    private boolean found;
    private int unnameable;

    public S3FolderListing(Bucket bucket, FolderName folder, ListQuery query) {
        this.bucket = bucket;
        this.folder = folder;
        this.query = query;
        this.found = folder.value().isEmpty();
    }

    /** An entry of the bucket's listing; the name of a folder ends with a slash. */
    private record Listed(String name, FolderEntry entry) {}

    /** Used once. */
    public Future<FolderPage> run() {
        Future<FolderPage> page = query.limit() == 0
                ? list("", Optional.empty(), 1).map(new FolderPage(List.of(), Optional.empty()))
                : query.order() == ListOrder.NAME && !query.descending() ? byName() : sorted();
        return page.compose(listed ->
                found ? Future.succeededFuture(listed) : Future.failedFuture(StoreErrors.folderNotFound(folder)));
    }

    /** Reads pages of the bucket until the requested page is full and an entry follows it. */
    private Future<FolderPage> byName() {
        String last = query.after().map(ListPosition::name).orElse("");
        List<Listed> entries = new ArrayList<>();
        return listWhile(after(last), query.limit() + 1, page -> {
                    page.stream()
                            .filter(listed -> BY_BYTES.compare(listed.name(), last) > 0)
                            .forEach(entries::add);
                    return entries.size() <= query.limit();
                })
                .map(v -> {
                    List<Listed> first = entries.subList(0, Math.min(entries.size(), query.limit()));
                    return new FolderPage(
                            first.stream().map(Listed::entry).toList(),
                            entries.size() > first.size()
                                    ? Optional.of(new ListPosition(
                                            0, first.get(first.size() - 1).name()))
                                    : Optional.empty(),
                            Map.of(),
                            unnameable);
                });
    }

    /** Where a listing continues: behind everything below a folder. */
    private String after(String last) {
        if (last.isEmpty()) {
            return "";
        }
        String key = Keys.folder(folder) + last;
        return last.endsWith("/") ? key.substring(0, key.length() - 1) + AFTER_SLASH : key;
    }

    private Future<FolderPage> sorted() {
        PageSelection selection = new PageSelection(query);
        Map<ListPosition, FolderEntry> selected = new HashMap<>();
        return listWhile("", Bucket.MOST_KEYS, page -> {
                    for (Listed listed : page) {
                        ListPosition position = position(listed);
                        if (selection.wants(position)) {
                            selection.add(position);
                            selected.put(position, listed.entry());
                        }
                    }
                    retain(selected, selection);
                    return true;
                })
                .map(v -> new FolderPage(
                        selection.positions().stream().map(selected::get).toList(),
                        selection.next(),
                        Map.of(),
                        unnameable));
    }

    private void retain(Map<ListPosition, FolderEntry> selected, PageSelection selection) {
        if (selected.size() > 2 * query.limit()) {
            Set<ListPosition> positions = new HashSet<>(selection.positions());
            selected.keySet().retainAll(positions);
        }
    }

    private ListPosition position(Listed listed) {
        long key = listed.entry() instanceof FolderEntry.File file
                ? query.order().keyOfFile(file.info().size(), file.modified())
                : query.order().keyOfFolder(listed.entry().modified());
        return new ListPosition(key, listed.name());
    }

    @FunctionalInterface
    private interface PageConsumer {
        /** Whether another page is needed. */
        boolean accept(List<Listed> page);
    }

    private Future<Void> listWhile(String after, int limit, PageConsumer consumer) {
        return Bucket.listWhile(
                next -> list(after, next, Math.min(Bucket.MOST_KEYS, limit)),
                page -> Future.succeededFuture(consumer.accept(named(page))));
    }

    private Future<Bucket.Page> list(String after, Optional<String> next, int limit) {
        return bucket.list(Keys.folder(folder), true, after, next, limit)
                .onSuccess(page ->
                        found |= !page.objects().isEmpty() || !page.folders().isEmpty());
    }

    private List<Listed> named(Bucket.Page page) {
        int prefix = Keys.folder(folder).length();
        List<Listed> all = new ArrayList<>();
        for (String key : page.folders()) {
            String name = key.substring(prefix);
            add(all, name, name.substring(0, name.length() - 1), S3FolderListing::folderOf);
        }
        for (Bucket.Entry object : page.objects()) {
            String name = object.key().substring(prefix);
            add(all, name, name, file -> fileOf(file, object));
        }
        all.sort(Comparator.comparing(Listed::name, BY_BYTES));
        return all;
    }

    private interface Description {
        FolderEntry of(FileName name);
    }

    private void add(List<Listed> all, String name, String segment, Description description) {
        Optional<FileName> valid = folder.listed(segment);
        if (valid.isPresent()) {
            all.add(new Listed(name, description.of(valid.get())));
        } else if (!segment.startsWith(".") && !name.isEmpty()) {
            unnameable++;
        }
    }

    private static FolderEntry folderOf(FileName name) {
        return new FolderEntry.Folder(FolderName.of(name), UNCHANGED);
    }

    private static FolderEntry fileOf(FileName name, Bucket.Entry object) {
        return new FolderEntry.File(
                new FileInfo(name, object.size(), object.modified(), object.etag(), Optional.empty()));
    }
}
