package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;

/** The JSON form of transfers. */
public final class TransferJson {
    private TransferJson() {}

    /** Returns the count of all transfers, and the oldest ones up to a maximum. */
    public static JsonObject of(Collection<Transfer> transfers, int max) {
        JsonArray shown = new JsonArray();
        transfers.stream()
                .sorted(Comparator.comparingLong(Transfer::id))
                .limit(max)
                .forEach(transfer -> shown.add(of(transfer)));
        return new JsonObject().put("transferCount", transfers.size()).put("transfers", shown);
    }

    /** Returns a running transfer. */
    public static JsonObject of(Transfer transfer) {
        JsonObject json = new JsonObject()
                .put("id", transfer.id())
                .put("listener", transfer.clientId().listener())
                .put("direction", transfer.direction().label())
                .put("name", transfer.name().value())
                .put("peer", transfer.clientId().peer())
                .put("principal", transfer.clientId().principal())
                .put("since", transfer.startedAt().toString())
                .put("bytes", transfer.byteCount())
                .put("rate", Math.round(transfer.rate()));
        transfer.transferRange().ifPresent(transferRange -> add(json, transferRange));
        transfer.upload().map(UploadId::value).ifPresent(id -> json.put("upload", id));
        return json;
    }

    /** Returns a transfer that ended. */
    public static JsonObject of(Transfer transfer, TransferOutcome outcome) {
        JsonObject json = of(transfer).put("outcome", outcome.kind().label());
        outcome.error().map(ErrorCode::name).ifPresent(code -> json.put("error", code));
        return json;
    }

    private static void add(JsonObject json, TransferRange transferRange) {
        json.put("start", transferRange.start());
        transferRange.end().ifPresent(end -> json.put("end", end).put("total", end - transferRange.start()));
        transferRange.size().ifPresent(size -> json.put("size", size));
    }
}
