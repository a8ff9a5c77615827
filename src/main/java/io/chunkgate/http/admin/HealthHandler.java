package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.server.health.HealthReport;
import io.chunkgate.server.health.ServerHealth;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * {@code GET /health/live} and {@code GET /health/ready}: 200 or 503, with the result of each check as JSON. Open to all
 * clients.
 */
public record HealthHandler(ServerHealth health) {
    /** @param check the part of the path after {@code /health/} */
    public void handle(HttpServerRequest request, String check) {
        if (!Preconditions.isRead(request.method())) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (check.equals("live")) {
            respond(request, health.live());
        } else if (check.equals("ready")) {
            respond(request, health.ready());
        } else {
            Problem.notFound("path: '/health/" + check + "' (expected: /health/live or /health/ready)")
                    .send(request);
        }
    }

    private static void respond(HttpServerRequest request, Future<HealthReport> checking) {
        checking.onSuccess(report -> {
            if (!report.isOk()) {
                request.response().setStatusCode(503).putHeader("Retry-After", "1");
            }
            JsonResponse.send(request, json(report));
        });
    }

    private static JsonObject json(HealthReport report) {
        JsonObject checks = new JsonObject();
        report.checks().forEach(checks::put);
        return new JsonObject().put("status", report.isOk() ? "ok" : "failing").put("checks", checks);
    }
}
