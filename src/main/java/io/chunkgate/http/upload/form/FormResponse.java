package io.chunkgate.http.upload.form;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.FolderRedirect;
import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.listing.ListingFormat;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.server.net.Responses;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The response to a form: for a browser a redirect to the listing, for others JSON.
 *
 * @param stored the files that were published
 */
record FormResponse(HttpServerRequest request, List<FileInfo> stored) {
    void send() {
        if (request.response().closed()) {
            return;
        }
        if (ListingFormat.isPage(FieldLists.joined(request.headers(), "Accept"))) {
            FolderRedirect.send(request, 303, "./");
        } else {
            request.response().setStatusCode(201);
            JsonArray files = new JsonArray();
            stored.forEach(file -> files.add(describe(file)));
            JsonResponse.send(request, new JsonObject().put("files", files));
        }
    }

    /**
     * Sends an error, which names the files that were published before it.
     *
     * @param begun whether an upload has begun, whose outcome counts the error
     */
    void refuse(Throwable cause, boolean begun) {
        if (!(cause instanceof ProblemException)
                && Failures.toStoreException(cause).code() == ErrorCode.ABORTED) {
            Responses.abort(request);
            request.resume(); // Vert.x never releases the buffers of a request that stays paused.
            return;
        }
        Problem problem = problem(cause);
        if (begun) {
            problem.respond(request);
        } else {
            problem.send(request);
        }
    }

    private Problem problem(Throwable cause) {
        Problem problem = cause instanceof ProblemException refusal
                ? refusal.problem()
                : UploadHandler.problem(request, Failures.toStoreException(cause));
        List<String> names = stored.stream().map(file -> file.name().value()).toList();
        return names.isEmpty()
                ? problem
                : new Problem(
                        problem.status(), problem.code(), problem.detail(), problem.type(), Map.of("stored", names));
    }

    private JsonObject describe(FileInfo file) {
        JsonObject json = new JsonObject()
                .put("name", file.name().value())
                .put(
                        "url",
                        BasePath.of(
                                request,
                                "/files/" + RequestPath.encode(file.name().value())))
                .put("size", file.size())
                .put("etag", file.etag());
        file.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        return json;
    }
}
