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

    static Buffer render(ListingRequest asked, FolderPage page) {
        JsonArray entries = new JsonArray();
        page.entries().forEach(entry -> entries.add(entry(entry)));
        JsonObject listing = new JsonObject()
                .put(
                        "path",
                        asked.folder().equals(FolderName.ROOT)
                                ? ""
                                : asked.folder().toString())
                .put("entries", entries);
        page.next().ifPresent(position -> listing.put("next", asked.path() + asked.nextQuery(position)));
        return listing.toBuffer().appendString("\n");
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

    /** All that is listed is complete: uploads that are under way have no name yet. */
    private static JsonObject file(FileInfo info) {
        return new JsonObject()
                .put("name", info.name().lastSegment())
                .put("type", "file")
                .put("size", info.size())
                .put("modified", info.modified().toString())
                .put("etag", info.etag())
                .put("mediaType", MediaTypes.of(info.name().value()))
                .put("complete", true);
    }
}
