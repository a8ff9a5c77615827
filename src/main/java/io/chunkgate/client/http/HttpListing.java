package io.chunkgate.client.http;

import io.chunkgate.client.RemoteEntry;
import io.chunkgate.client.RemoteFolderPage;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The listing of a folder in JSON. */
final class HttpListing {
    private HttpListing() {}

    static RemoteFolderPage page(JsonObject listing) {
        List<RemoteEntry> entries = listing.getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .map(HttpListing::entry)
                .toList();
        return new RemoteFolderPage(entries, Optional.ofNullable(listing.getString("next")));
    }

    private static RemoteEntry entry(JsonObject entry) {
        Long size = entry.getLong("size");
        return new RemoteEntry(
                entry.getString("name"),
                "folder".equals(entry.getString("type")),
                size == null ? OptionalLong.empty() : OptionalLong.of(size),
                Optional.ofNullable(entry.getString("modified")).map(Instant::parse),
                Optional.ofNullable(entry.getString("etag")));
    }
}
