package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.resume.Transferred;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;

/** One JSON object a line, for programs. Sizes are bytes, times milliseconds. */
final class JsonProgress implements Progress {
    private static final long INTERVAL_MILLIS = 1_000;

    private final String name;
    private final PrintWriter out;
    private Pace pace = new Pace(0, OptionalLong.empty());
    private long nextMillis = INTERVAL_MILLIS;

    JsonProgress(String name, PrintWriter out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public void started(long doneBytes, OptionalLong size) {
        pace = new Pace(doneBytes, size);
        JsonObject event = event("started").put("done", doneBytes);
        size.ifPresent(bytes -> event.put("size", bytes));
        print(event);
    }

    @Override
    public void moved(long byteCount) {
        pace.moved(byteCount);
        if (pace.elapsed().toMillis() >= nextMillis) {
            nextMillis = pace.elapsed().toMillis() + INTERVAL_MILLIS;
            print(event("progress").put("done", pace.doneBytes()).put("bytesPerSecond", pace.bytesPerSecond()));
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
    public void done(Transferred transferred) {
        JsonObject event = event("done")
                .put("size", transferred.byteCount())
                .put("sha256", transferred.sha256())
                .put("verified", transferred.verified())
                .put("elapsedMillis", pace.elapsed().toMillis());
        transferred.file().etag().ifPresent(etag -> event.put("etag", etag));
        print(event);
    }

    private JsonObject event(String event) {
        return new JsonObject().put("event", event).put("name", name);
    }

    private void print(JsonObject event) {
        out.println(event.encode());
    }
}
