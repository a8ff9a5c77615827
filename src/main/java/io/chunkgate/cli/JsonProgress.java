package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;

/** One JSON object a line, for programs. Sizes are bytes, times milliseconds. */
final class JsonProgress implements Progress {
    private static final long INTERVAL_MILLIS = 1_000;

    private final String name;
    private final PrintWriter out;
    private TransferSpeed speed = new TransferSpeed(0, OptionalLong.empty());
    private long nextMillis = INTERVAL_MILLIS;

    JsonProgress(String name, PrintWriter out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public void started(long doneBytes, OptionalLong size) {
        speed = new TransferSpeed(doneBytes, size);
        JsonObject event = event("started").put("done", doneBytes);
        size.ifPresent(bytes -> event.put("size", bytes));
        print(event);
    }

    @Override
    public void moved(long byteCount) {
        speed.moved(byteCount);
        if (speed.elapsed().toMillis() >= nextMillis) {
            nextMillis = speed.elapsed().toMillis() + INTERVAL_MILLIS;
            print(event("progress").put("done", speed.doneBytes()).put("bytesPerSecond", speed.bytesPerSecond()));
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
    public void done(TransferResult transferred) {
        JsonObject event = event("done")
                .put("size", transferred.byteCount())
                .put("sha256", transferred.sha256())
                .put("verified", transferred.verified())
                .put("elapsedMillis", speed.elapsed().toMillis());
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
