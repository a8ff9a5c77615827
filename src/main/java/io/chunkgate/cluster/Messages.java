package io.chunkgate.cluster;

import com.google.protobuf.Timestamp;
import io.chunkgate.proto.v1.ListEntry;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageToken;
import java.time.Instant;
import java.util.Optional;

/** What another node says in the messages of {@code chunkgate.v1}, as a store says it. */
final class Messages {
    private Messages() {}

    static FileInfo file(io.chunkgate.proto.v1.FileInfo file) {
        return new FileInfo(
                FileName.of(file.getName()),
                file.getSize(),
                time(file.getModifyTime()),
                file.getEtag(),
                Optional.of(file.getSha256()).filter(hex -> !hex.isEmpty()));
    }

    static FolderPage page(ListResponse answer, ListQuery query) {
        Optional<ListPosition> next = PageToken.read(answer.getNextPageToken(), query.order(), query.descending());
        return new FolderPage(
                answer.getEntriesList().stream().map(Messages::entry).toList(), next);
    }

    static io.chunkgate.proto.v1.ListOrder order(ListOrder order) {
        return switch (order) {
            case NAME -> io.chunkgate.proto.v1.ListOrder.LIST_ORDER_NAME;
            case SIZE -> io.chunkgate.proto.v1.ListOrder.LIST_ORDER_SIZE;
            case MODIFIED -> io.chunkgate.proto.v1.ListOrder.LIST_ORDER_MODIFY_TIME;
        };
    }

    static Instant time(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static FolderEntry entry(ListEntry entry) {
        if (entry.hasFolder()) {
            return new FolderEntry.Folder(
                    new FolderName(entry.getFolder().getName()),
                    time(entry.getFolder().getModifyTime()));
        }
        return new FolderEntry.File(file(entry.getFile()));
    }
}
