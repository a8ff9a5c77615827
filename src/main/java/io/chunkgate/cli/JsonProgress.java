package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;

/** Prints one JSON object per line, for programs. Sizes are in bytes, times in milliseconds. */
final class JsonProgress extends Progress {
    private static final long INTERVAL_MILLIS = 1_000;

    private final PrintWriter out;
    private long nextMillis = INTERVAL_MILLIS;

    JsonProgress(String name, PrintWriter out) {
        super(name, out);
        this.out = out;
    }

    @Override
    public void started(long earlierByteCount, OptionalLong fileSize) {
        super.started(earlierByteCount, fileSize);
        JsonObject event = event("started").put("done", earlierByteCount);
        fileSize.ifPresent(bytes -> event.put("size", bytes));
        print(event);
    }

    @Override
    public void moved(long byteCount) {
        super.moved(byteCount);
        if (elapsed().toMillis() >= nextMillis) {
            nextMillis = elapsed().toMillis() + INTERVAL_MILLIS;
            print(event("progress").put("done", doneBytes()).put("bytesPerSecond", bytesPerSecond()));
        }
    }

    @Override
    public void interrupted(ClientException cause, Duration delay) {
        print(event("interrupted")
                .put("code", cause.code().name())
                .put("message", cause.getMessage())
                .put("delayMillis", delay.toMillis()));
    }

    @Override
    public void note(String message) {
        print(event("note").put("message", message));
    }

    @Override
    void done(TransferResult result) {
        JsonObject event = event("done")
                .put("size", result.byteCount())
                .put("sha256", result.sha256())
                .put("verified", result.verified())
                .put("transferred", transferredBytes())
                .put("bytesPerSecond", bytesPerSecond())
                .put("elapsedMillis", elapsed().toMillis());
        result.file().etag().ifPresent(etag -> event.put("etag", etag));
        print(event);
    }

    private JsonObject event(String event) {
        return new JsonObject().put("event", event).put("name", name());
    }

    private void print(JsonObject event) {
        out.println(event.encode());
    }
}
