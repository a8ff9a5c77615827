package io.chunkgate.http.admin;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.net.Responses;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferJson;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Transfers as server-sent events (HTML, section 9.2): {@code began} and {@code ended} at once, {@code progress} with all
 * running transfers every second. Events beyond a maximum per second, and events for which the client's write queue has no
 * room, are dropped and counted in the next {@code progress}. A client that does not read is disconnected.
 */
final class TransferEvents implements TransferObserver {
    private static final long TICK_MILLIS = 1000;
    private static final int MAX_EVENTS_PER_TICK = 200;
    private static final int MAX_SHOWN = 200;
    private static final int MAX_STALLED_TICKS = 10;

    private final Transfers transfers;
    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final AtomicInteger eventsInTick = new AtomicInteger();
    private final long timer;
    private long dropped;
    private int stalledTicks;
    private final Promise<Void> over = VertxInternals.promise();

    private TransferEvents(Vertx vertx, HttpServerRequest request, long tickMillis) {
        this.transfers = Transfers.of(vertx);
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        this.timer = vertx.setPeriodic(tickMillis, id -> tick());
    }

    /** Sends events until the client disconnects, the server closes or the stream is {@link #revoke revoked}. */
    static TransferEvents send(Vertx vertx, HttpServerRequest request) {
        return send(vertx, request, TICK_MILLIS);
    }

    /** As {@link #send(Vertx, HttpServerRequest)}, with another interval. */
    static TransferEvents send(Vertx vertx, HttpServerRequest request, long tickMillis) {
        TransferEvents events = new TransferEvents(vertx, request, tickMillis);
        events.response
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .closeHandler(closed -> events.stop());
        request.connection().shutdownHandler(draining -> events.end());
        events.transfers.addObserver(events);
        events.tick();
        return events;
    }

    /** Completes when no more events are sent. */
    Future<Void> over() {
        return over.future();
    }

    /** Ends the stream with an event that has the reason. */
    void revoke(StoreException reason) {
        if (!over.future().isComplete()) {
            JsonObject error = new JsonObject().put("code", reason.code()).put("detail", reason.getMessage());
            write("error", error);
            end();
        }
    }

    @Override
    public void transferStarted(Transfer transfer) {
        queue("began", () -> TransferJson.of(transfer));
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        queue("ended", () -> TransferJson.of(transfer, outcome));
    }

    private void queue(String event, Supplier<JsonObject> data) {
        if (eventsInTick.incrementAndGet() <= MAX_EVENTS_PER_TICK) {
            JsonObject json = data.get();
            context.runOnContext(v -> sendOrDrop(event, json));
        }
    }

    private void tick() {
        dropped += Math.max(0, eventsInTick.getAndSet(0) - MAX_EVENTS_PER_TICK);
        stalledTicks = response.writeQueueFull() ? stalledTicks + 1 : 0;
        if (response.closed()) {
            stop(); // The response closed before the close handler was set.
        } else if (stalledTicks > MAX_STALLED_TICKS) {
            stop();
            Responses.abort(request);
        } else if (!response.writeQueueFull()) {
            write("progress", TransferJson.of(transfers.running(), MAX_SHOWN).put("leftOut", dropped));
            dropped = 0;
        }
    }

    private void sendOrDrop(String event, JsonObject data) {
        if (over.future().isComplete()) {
            return;
        }
        if (response.writeQueueFull()) {
            dropped++;
        } else {
            write(event, data);
        }
    }

    private void write(String event, JsonObject data) {
        response.write("event: " + event + "\ndata: " + data.encode() + "\n\n");
    }

    private void end() {
        if (!over.future().isComplete()) {
            stop();
            response.end();
        }
    }

    private void stop() {
        over.tryComplete();
        transfers.removeObserver(this);
        vertx.cancelTimer(timer);
    }
}
