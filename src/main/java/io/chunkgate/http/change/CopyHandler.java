package io.chunkgate.http.change;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.copy.EntryCopy;
import io.chunkgate.transfer.copy.Overwrite;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * COPY and MOVE of a file or folder (RFC 4918, sections 9.8 and 9.9). Conditions such as If-Match are about the source, as
 * for every method; Overwrite is about the target.
 */
public final class CopyHandler {
    private CopyHandler() {}

    /**
     * Handles a request.
     *
     * @param from the source, a file or a folder
     * @throws BadHeaderException for an invalid header
     * @throws ProblemException   for a target that cannot be one
     * @throws StoreException     for a target that no file can have
     */
    public static void handle(HttpServerRequest request, FileStore store, Namespace namespace, FileName from) {
        boolean isMove = request.method().equals(HttpMethod.MOVE);
        FileName to = Destination.of(request, namespace);
        EntryCopy copy = new EntryCopy(from, to, isMove, overwrite(request, namespace), isShallow(request, isMove));
        if (from.equals(to)) {
            throw new ProblemException(new Problem(
                    403, ErrorCode.FAILED_PRECONDITION, "Destination: '" + to + "' (expected: not the source itself)"));
        }
        Future<EntryCopy.Result> copying = WritePreconditions.check(request, store, from)
                .compose(condition ->
                        Changes.requireParent(store, namespace, to).compose(v -> copy.run(store, condition)));
        IdleTimeoutSuppressor.until(request, copying);
        copying.onSuccess(result -> respond(request, namespace, to, result))
                .onFailure(cause -> Changes.refuse(request, cause));
    }

    private static Overwrite overwrite(HttpServerRequest request, Namespace namespace) {
        @Nullable String value = HeaderValues.single(request.headers(), "Overwrite");
        if (value == null) {
            return namespace.replacesFolders() ? Overwrite.EVERYTHING : Overwrite.FILES;
        }
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "T" -> Overwrite.EVERYTHING;
            case "F" -> Overwrite.NOTHING;
            default -> throw new BadHeaderException("Overwrite", value, "T or F");
        };
    }

    private static boolean isShallow(HttpServerRequest request, boolean isMove) {
        Depth depth = Depth.of(request.headers()).orElse(Depth.INFINITY);
        if (depth == Depth.ONE || (isMove && depth == Depth.ZERO)) {
            throw new BadHeaderException(
                    "Depth", depth == Depth.ONE ? "1" : "0", isMove ? "infinity" : "0 or infinity");
        }
        return depth == Depth.ZERO;
    }

    private static void respond(HttpServerRequest request, Namespace namespace, FileName to, EntryCopy.Result result) {
        HttpServerResponse response = request.response();
        result.file().ifPresent(info -> response.putHeader("ETag", info.etag()));
        if (result.isReplaced()) {
            response.setStatusCode(204);
        } else {
            String end = result.file().isPresent() ? "" : "/";
            String path = namespace.prefix() + RequestPath.encode(to.value()) + end;
            response.setStatusCode(201)
                    .putHeader("Location", BasePath.of(request, path))
                    .putHeader("Content-Length", "0");
        }
        response.end();
    }
}
