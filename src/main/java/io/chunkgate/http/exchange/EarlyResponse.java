package io.chunkgate.http.exchange;

import io.chunkgate.server.net.DrainDeadline;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Responds to a request whose body may still be arriving, so that the client sees the response. On HTTP/1, closing a
 * connection with unread bytes sends a reset, which can overtake the response (RFC 9112, section 9.6). So the response is
 * sent, incoming bytes are read and dropped for a limited time ({@link DrainDeadline}), and then the connection is closed;
 * after a small body that has come in that time it stays open.
 */
final class EarlyResponse {
    private static final long SMALL_BYTES = 64 * 1024;
    private static final long NO_ERROR = 0; // RFC 9113, section 8.1

    private EarlyResponse() {}

    /** Ends the response with a body; the header Content-Length is already set. */
    static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        Connections.setReading(request, true);
        if (request.isEnded() || !isBodyLong(request)) {
            response.end(body);
            drop(request);
        } else if (request.version() == HttpVersion.HTTP_2) {
            response.end(body).onSuccess(sent -> stopClient(request));
        } else {
            endAndClose(request, body);
        }
    }

    private static boolean isBodyLong(HttpServerRequest request) {
        if (request.headers().contains("Transfer-Encoding") || request.headers().contains("Expect")) {
            return true;
        }
        String length = request.getHeader("Content-Length");
        return length == null ? request.version() == HttpVersion.HTTP_2 : !isSmall(length);
    }

    private static boolean isSmall(String length) {
        return length.length() <= Long.toString(SMALL_BYTES).length() && Long.parseLong(length) <= SMALL_BYTES;
    }

    private static void stopClient(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.response().reset(NO_ERROR);
        }
    }

    private static void endAndClose(HttpServerRequest request, Buffer body) {
        Vertx vertx = Vertx.currentContext().owner();
        HttpServerResponse response = request.response().putHeader("Connection", "close");
        long timer =
                vertx.setTimer(DrainDeadline.MILLIS, id -> request.connection().close());
        response.closeHandler(closed -> vertx.cancelTimer(timer));
        response.write(body);
        drop(request);
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            response.end().onComplete(sent -> request.connection().close());
        });
    }

    private static void drop(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(dropped -> {}).exceptionHandler(cut -> {}).endHandler(ended -> {});
            request.resume();
        }
    }
}
