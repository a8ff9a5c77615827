package io.chunkgate.accesslog;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.StoreChange;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferRange;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats the lines of the log. Text from clients is escaped: it cannot end a line or control a terminal. */
final class LogLines {
    private static final int MAX_TEXT = 500;
    private static final Pattern UNSAFE = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");

    private LogLines() {}

    static String ended(LogWriter.Event.Ended event) {
        Transfer transfer = event.transfer();
        JsonObject line = line(event.time(), "transfer")
                .put("listener", transfer.clientId().listener())
                .put("peer", transfer.clientId().peer())
                .put("principal", bounded(transfer.clientId().principal()))
                .put("direction", transfer.direction().label())
                .put("name", transfer.name().value());
        transfer.transferRange().ifPresent(transferRange -> add(line, transferRange));
        line.put("bytes", event.byteCount())
                .put("ms", event.millis())
                .put("outcome", event.outcome().kind().label());
        event.outcome().error().map(ErrorCode::name).ifPresent(code -> line.put("error", code));
        transfer.upload().map(UploadId::value).ifPresent(id -> line.put("upload", id));
        transfer.requestInfo().agent().ifPresent(agent -> line.put("agent", bounded(agent)));
        return encode(line);
    }

    static String rejected(LogWriter.Event.Rejected event) {
        Rejections.Rejection rejection = event.rejection();
        JsonObject line = line(event.time(), "rejected")
                .put("listener", rejection.kind().listener())
                .put("peer", rejection.requestInfo().peer())
                .put("reason", rejection.kind().reason().label())
                .put("detail", bounded(rejection.detail()));
        rejection.requestInfo().agent().ifPresent(agent -> line.put("agent", bounded(agent)));
        return encode(line);
    }

    static String changed(LogWriter.Event.Changed event) {
        StoreChange change = event.change();
        JsonObject line = line(event.time(), "change")
                .put("listener", change.clientId().listener())
                .put("peer", change.clientId().peer())
                .put("principal", bounded(change.clientId().principal()))
                .put("change", change.kind().label())
                .put("name", change.name());
        change.target().ifPresent(target -> line.put("target", target));
        change.requestInfo().agent().ifPresent(agent -> line.put("agent", bounded(agent)));
        return encode(line);
    }

    static String aggregated(AggregatedDownload download) {
        return encode(line(download.lastEnd(), "download").mergeIn(download.toJson()));
    }

    /** Reports dropped lines. */
    static String dropped(long count) {
        return encode(line(Instant.now(), "dropped").put("lines", count));
    }

    private static JsonObject line(Instant time, String kind) {
        return new JsonObject().put("time", time.toString()).put("kind", kind);
    }

    private static void add(JsonObject line, TransferRange transferRange) {
        transferRange.etag().ifPresent(etag -> line.put("etag", etag));
        line.put("start", transferRange.start());
        transferRange.end().ifPresent(end -> line.put("end", end));
        transferRange.size().ifPresent(size -> line.put("size", size));
    }

    static String bounded(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** Escapes characters that JSON allows, but that control terminals or end a line for other programs. */
    static String encode(JsonObject line) {
        Matcher unsafe = UNSAFE.matcher(line.encode());
        return unsafe.replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)))
                + "\n";
    }
}
