package io.chunkgate.http.listing;

import io.chunkgate.http.message.MediaTypes;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A page of a listing for programs. Times are those of RFC 3339, sizes bytes, entity tags in their quotes. */
final class ListingJson {
    private ListingJson() {}

    /** @param path of the listing, as the client must send it */
    static Buffer render(String path, ListingRequest listing, FolderPage page) {
        JsonArray entries = new JsonArray();
        page.entries().forEach(entry -> entries.add(entry(entry)));
        JsonObject json = new JsonObject()
                .put(
                        "path",
                        listing.folder().equals(FolderName.ROOT)
                                ? ""
                                : listing.folder().toString())
                .put("entries", entries);
        if (page.unnameable() > 0) {
            json.put("unnameable", page.unnameable());
        }
        page.next().ifPresent(position -> json.put("next", path + listing.nextQuery(position)));
        return json.toBuffer().appendString("\n");
    }

    private static JsonObject entry(FolderEntry entry) {
        if (entry instanceof FolderEntry.File file) {
            return file(file.info());
        }
        return new JsonObject()
                .put("name", entry.name())
                .put("type", "folder")
                .put("modified", entry.modified().toString());
    }

    /** Every listed file is complete: unfinished uploads are not listed. */
    private static JsonObject file(FileInfo info) {
        JsonObject file = new JsonObject()
                .put("name", info.name().lastSegment())
                .put("type", "file")
                .put("size", info.size())
                .put("modified", info.modified().toString());
        if (!info.etag().isEmpty()) {
            file.put("etag", info.etag());
        }
        return file.put("mediaType", MediaTypes.of(info.name().value())).put("complete", true);
    }
}
