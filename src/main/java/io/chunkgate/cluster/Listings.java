package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder as all nodes together have it. Each is asked for a page behind the same position, and the first entries of all
 * are the page; of a name that several have, this node's entry counts. Nodes that are away are left out.
 */
record Listings(OwnStore own, Locating locating) {
    /** The most that a node puts into one answer. */
    private static final int MAX_ENTRIES = 1000;

    Future<FolderPage> list(FolderName folder, ListQuery asked) {
        ListQuery query =
                new ListQuery(asked.after(), Math.min(asked.limit(), MAX_ENTRIES), asked.order(), asked.descending());
        return own.list(folder, query)
                .transform(here -> here.failed() && !Errors.is(ErrorCode.NOT_FOUND, here.cause())
                        ? Future.failedFuture(here.cause())
                        : locating.asking()
                                .all(node -> locating.peers().list(node, folder, query))
                                .compose(there ->
                                        merged(query, Optional.ofNullable(here.result()), there, here.cause())));
    }

    private static Future<FolderPage> merged(
            ListQuery query, Optional<FolderPage> here, Findings<FolderPage> there, Throwable unknown) {
        List<FolderPage> pages = new ArrayList<>();
        here.ifPresent(pages::add);
        there.found().forEach(found -> pages.add(found.value()));
        return pages.isEmpty()
                ? Future.failedFuture(there.missing(unknown))
                : Future.succeededFuture(merge(query, pages));
    }

    /** Behind the end of a page that has a next one, its node may have entries that are not known here. */
    private static FolderPage merge(ListQuery query, List<FolderPage> pages) {
        Comparator<ListPosition> order = query.comparator();
        Optional<ListPosition> horizon =
                pages.stream().flatMap(page -> page.next().stream()).min(order);
        List<FolderEntry> known = distinct(pages).stream()
                .filter(entry -> horizon.isEmpty() || order.compare(position(query, entry), horizon.get()) <= 0)
                .sorted(Comparator.comparing(entry -> position(query, entry), order))
                .toList();
        if (query.limit() == 0 || known.size() <= query.limit()) {
            return new FolderPage(
                    known.subList(0, Math.min(known.size(), query.limit())),
                    query.limit() == 0 ? Optional.empty() : horizon);
        }
        List<FolderEntry> first = known.subList(0, query.limit());
        return new FolderPage(first, Optional.of(position(query, first.get(first.size() - 1))));
    }

    private static Collection<FolderEntry> distinct(List<FolderPage> pages) {
        Map<String, FolderEntry> byName = new HashMap<>();
        pages.forEach(page -> page.entries().forEach(entry -> byName.putIfAbsent(entry.name(), entry)));
        return byName.values();
    }

    private static ListPosition position(ListQuery query, FolderEntry entry) {
        if (entry instanceof FolderEntry.File file) {
            return new ListPosition(query.order().keyOfFile(file.info().size(), entry.modified()), entry.name());
        }
        return new ListPosition(query.order().keyOfFolder(entry.modified()), entry.name());
    }
}
