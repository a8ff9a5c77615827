package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.Problem;
import io.vertx.core.http.HttpServerRequest;

/** Says that the process lives and that the door takes requests; a door that drains listens no more. */
public final class HealthHandler {
    /**
     * Answers {@code live} and {@code ready}.
     *
     * @param check the path behind {@code /health/}
     */
    public void handle(HttpServerRequest request, String check) {
        if (!check.equals("live") && !check.equals("ready")) {
            Problem.notFound("path: no such check (expected: /health/live or /health/ready)")
                    .send(request);
            return;
        }
        request.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end("ok\n");
    }
}
