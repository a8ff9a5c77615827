package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.rate.RateWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads the body of a request, no faster than its sink takes it. Fails when the connection is lost, when the client sends too
 * slowly, and by {@link #fail}.
 */
public final class RequestBody {
    private final ServerContext context;
    private final HttpServerRequest request;
    private final Sink sink;
    private final RateWatch watch;
    private final Promise<Void> received = VertxInternals.promise();
    private boolean isLost;

    /** Takes the bytes. */
    public interface Sink {
        /** May call {@link #fail}. */
        void write(Buffer data);

        /** Whether reading must stop until {@link #readMore}. */
        boolean isFull();
    }

    /** @param request paused */
    public RequestBody(ServerContext context, HttpServerRequest request, Sink sink) {
        this.context = context;
        this.request = request;
        this.sink = sink;
        this.watch = context.watchUpload(context.config().http().idleTimeoutMs(), this::fail);
    }

    /** Reads the body; succeeds when it has ended and the sink has taken all of it. */
    public Future<Void> read() {
        request.handler(this::receive)
                .exceptionHandler(lost -> connectionLost())
                .endHandler(v -> received.tryComplete());
        request.response().closeHandler(lost -> connectionLost()); // The only event of HTTP/2 for a lost connection.
        InterimResponse.sendContinueIfExpected(request);
        if (request.response().closed()) {
            connectionLost();
        } else {
            readMore();
        }
        return received.future().onComplete(done -> {
            watch.stop();
            Connections.setReading(request, true);
        });
    }

    /** Continues after the sink was full. */
    public void readMore() {
        if (!received.future().isComplete() && !sink.isFull()) {
            watch.start();
            Connections.setReading(request, true);
            resumeRequest();
        }
    }

    /** Vert.x throws when the request has ended; a reset by the client ends it. */
    private void resumeRequest() {
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /** Stops reading; {@link #read} fails with the cause. */
    public void fail(Throwable cause) {
        if (received.future().isComplete()) {
            return;
        }
        if (!request.isEnded() && !isLost) {
            request.pause(); // Before the failure is handled, which may respond at once and drop the rest of the body.
        }
        received.tryFail(cause);
    }

    private void receive(Buffer data) {
        if (received.future().isComplete()) {
            return;
        }
        watch.count(data.length());
        sink.write(data);
        if (sink.isFull() && !isLost && !received.future().isComplete()) {
            request.pause();
            Connections.setReading(request, false);
            watch.stop();
        }
    }

    /**
     * The client resumes after the bytes that arrived before the connection was lost, so they are stored. Resuming also
     * releases the buffers of a paused request: Vert.x leaks those of a connection that closes while it is paused.
     */
    private void connectionLost() {
        if (isLost || received.future().isComplete()) {
            return;
        }
        isLost = true;
        resumeRequest(); // Delivers the queued bytes asynchronously.
        context.vertx().runOnContext(v -> received.tryFail(Failures.connectionLost()));
    }
}
