package io.chunkgate.grpc;

import io.chunkgate.proto.v1.ListEntry;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageToken;
import io.chunkgate.store.StoreException;
import java.util.Optional;

/**
 * A checked {@code chunkgate.v1.ListRequest}. A page stays below 4 MiB, the default limit of
 * clients for a message. Its token is a {@link PageToken}.
 */
record ListFolder(FolderName folder, ListQuery query) {
    private static final int MAX_ENTRIES = 1000;

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid folder, page size, order or token */
    static ListFolder of(ListRequest request) {
        if (request.getPageSize() < 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "page_size", request.getPageSize(), "0.." + MAX_ENTRIES);
        }
        int limit = request.getPageSize() == 0 ? MAX_ENTRIES : Math.min(request.getPageSize(), MAX_ENTRIES);
        ListOrder order = order(request);
        Optional<ListPosition> after = request.getPageToken().isEmpty()
                ? Optional.empty()
                : Optional.of(position(request.getPageToken(), order, request.getDescending()));
        return new ListFolder(
                new FolderName(request.getFolder()), new ListQuery(after, limit, order, request.getDescending()));
    }

    ListResponse response(FolderPage page) {
        ListResponse.Builder response = ListResponse.newBuilder();
        page.entries().forEach(entry -> response.addEntries(entry(entry)));
        page.next().ifPresent(position -> response.setNextPageToken(PageToken.write(query, position)));
        return response.build();
    }

    private static ListEntry entry(FolderEntry entry) {
        ListEntry.Builder result = ListEntry.newBuilder();
        if (entry instanceof FolderEntry.File file) {
            result.setFile(FileMessages.file(file.info()));
        } else if (entry instanceof FolderEntry.Folder folder) {
            result.setFolder(FileMessages.folder(folder));
        }
        return result.build();
    }

    private static ListOrder order(ListRequest request) {
        return switch (request.getOrder()) {
            case LIST_ORDER_UNSPECIFIED, LIST_ORDER_NAME -> ListOrder.NAME;
            case LIST_ORDER_SIZE -> ListOrder.SIZE;
            case LIST_ORDER_MODIFY_TIME -> ListOrder.MODIFIED;
            case UNRECOGNIZED ->
                throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "order", request.getOrderValue(), "0..3");
        };
    }

    private static ListPosition position(String token, ListOrder order, boolean descending) {
        return PageToken.read(token, order, descending)
                .orElseThrow(() -> new StoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "page_token: from another listing (expected: next_page_token of the page before)"));
    }
}
