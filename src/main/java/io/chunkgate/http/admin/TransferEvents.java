package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferJson;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Transfers as server-sent events (HTML, section 9.2): {@code began} and {@code ended} as they do, {@code progress} with what
 * runs, each second. A gateway may do more than anybody can be told: what exceeds a number a second, or what a client has no
 * room for, is left out and counted in the next {@code progress} that it gets. Who does not read is cut off.
 */
final class TransferEvents implements TransferObserver {
    private static final long TICK_MILLIS = 1000;
    private static final int MAX_EVENTS_A_TICK = 200;
    private static final int MAX_SHOWN = 200;
    /** So long a client may leave unread what it was sent. */
    private static final int MAX_STALLED_TICKS = 10;

    private final Transfers transfers;
    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final AtomicInteger toldInTick = new AtomicInteger();
    private final long timer;
    private long leftOut;
    private int stalledTicks;
    private boolean over;

    private TransferEvents(Vertx vertx, HttpServerRequest request, long tickMillis) {
        this.transfers = Transfers.of(vertx);
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        this.timer = vertx.setPeriodic(tickMillis, id -> tick());
    }

    /** Answers with events until the client leaves or the door closes. */
    static void send(Vertx vertx, HttpServerRequest request) {
        send(vertx, request, TICK_MILLIS);
    }

    /** As {@link #send(Vertx, HttpServerRequest)}, with a second that is shorter. */
    static void send(Vertx vertx, HttpServerRequest request, long tickMillis) {
        TransferEvents events = new TransferEvents(vertx, request, tickMillis);
        events.response
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .closeHandler(closed -> events.stop());
        request.connection().shutdownHandler(draining -> events.end());
        events.transfers.addObserver(events);
        events.tick();
    }

    @Override
    public void transferStarted(Transfer transfer) {
        if (toldInTick.incrementAndGet() <= MAX_EVENTS_A_TICK) {
            JsonObject json = TransferJson.of(transfer);
            context.runOnContext(v -> tell("began", json));
        }
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        if (toldInTick.incrementAndGet() <= MAX_EVENTS_A_TICK) {
            JsonObject json = TransferJson.of(transfer, outcome);
            context.runOnContext(v -> tell("ended", json));
        }
    }

    private void tick() {
        leftOut += Math.max(0, toldInTick.getAndSet(0) - MAX_EVENTS_A_TICK);
        stalledTicks = response.writeQueueFull() ? stalledTicks + 1 : 0;
        if (response.closed()) {
            stop(); // Before the handler was there, which tells of it.
        } else if (stalledTicks > MAX_STALLED_TICKS) {
            stop();
            Connections.abort(request);
        } else if (!response.writeQueueFull()) {
            write("progress", TransferJson.of(transfers.running(), MAX_SHOWN).put("leftOut", leftOut));
            leftOut = 0;
        }
    }

    /** What a client has no room for it does not get. */
    private void tell(String event, JsonObject data) {
        if (over) {
            return;
        }
        if (response.writeQueueFull()) {
            leftOut++;
        } else {
            write(event, data);
        }
    }

    private void write(String event, JsonObject data) {
        response.write("event: " + event + "\ndata: " + data.encode() + "\n\n");
    }

    private void end() {
        if (!over) {
            stop();
            response.end();
        }
    }

    private void stop() {
        over = true;
        transfers.removeObserver(this);
        vertx.cancelTimer(timer);
    }
}
