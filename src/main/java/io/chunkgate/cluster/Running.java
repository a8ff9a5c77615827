package io.chunkgate.cluster;

import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The transfers of this node, for the others to show. */
record Running(Transfers transfers) {
    /** A message between nodes is to stay small. */
    private static final int MAX_SHOWN = 200;

    JsonObject toJson() {
        List<Transfer> running = transfers.running();
        JsonArray shown = new JsonArray();
        running.stream()
                .sorted(Comparator.comparingLong(Transfer::id))
                .limit(MAX_SHOWN)
                .forEach(transfer -> shown.add(describe(transfer)));
        return new JsonObject().put("transferCount", running.size()).put("transfers", shown);
    }

    private static JsonObject describe(Transfer transfer) {
        JsonObject json = new JsonObject()
                .put("door", transfer.party().door())
                .put("direction", transfer.direction().name().toLowerCase(Locale.ROOT))
                .put("name", transfer.name().value())
                .put("peer", transfer.party().peer())
                .put("since", transfer.startedAt().toString())
                .put("bytes", transfer.byteCount());
        transfer.upload().map(UploadId::value).ifPresent(id -> json.put("upload", id));
        return json;
    }
}
