package io.chunkgate.http.upload;

import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.http.upload.protocol.WritePreconditions;
import io.chunkgate.http.upload.put.PutHandler;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;

/** Routes requests that change files by path and method. */
final class UploadRoutes implements Handler<HttpServerRequest> {
    static final String FILES = "/files/";

    private static final String FILE_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";
    private static final String UPLOADS_METHODS = "POST, OPTIONS";
    private static final String UPLOAD_METHODS = "GET, HEAD, PATCH, PUT, DELETE, OPTIONS";

    private final ServerContext context;
    private final NameTemplate names;
    private final PutHandler put;
    private final UploadsResource uploads;
    private final UploadResource upload;

    private UploadRoutes(ServerContext context, NameTemplate names) {
        this.context = context;
        this.names = names;
        put = new PutHandler(context);
        uploads = new UploadsResource(context, names);
        upload = new UploadResource(context);
    }

    /** @throws io.chunkgate.config.ConfigException for an invalid name template */
    static UploadRoutes of(ServerContext context) {
        String template = context.config().uploads().nameTemplate();
        return new UploadRoutes(context, NameTemplate.parse("uploads.nameTemplate", template));
    }

    /** The routes for one client. */
    UploadRoutes as(ServerContext client) {
        return client.equals(context) ? this : new UploadRoutes(client, names);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause(); // Until a handler reads or drops the body.
        try {
            route(request, Objects.requireNonNull(request.path()));
        } catch (BadHeaderException | IllegalArgumentException e) {
            Problem.badRequest(String.valueOf(e.getMessage())).send(request);
        } catch (ProblemException refusal) {
            refusal.problem().send(request);
        } catch (StoreException badName) {
            Problem.badName(badName).send(request);
        }
    }

    private void route(HttpServerRequest request, String path) {
        if (path.startsWith(FILES)) {
            routeFile(request, path.substring(FILES.length()));
        } else if (path.equals(UploadPath.ALL) || path.equals(UploadPath.PREFIX)) {
            routeUploads(request);
        } else {
            routeUpload(request, path.substring(UploadPath.PREFIX.length()));
        }
    }

    private void routeFile(HttpServerRequest request, String rawName) {
        if (request.method().equals(HttpMethod.OPTIONS)) {
            uploads.describe(request, FILE_METHODS);
            return;
        }
        FileName name = FileName.of(RequestPath.decode(rawName));
        if (request.method().equals(HttpMethod.DELETE)) {
            delete(request, name);
        } else if (DraftVersion.isUsedBy(request.headers())) {
            uploads.createFile(request, name);
        } else if (request.method().equals(HttpMethod.PUT)) {
            put.handle(request, name);
        } else {
            Problem.badRequest("POST: no header Upload-Complete (expected: ?0 or ?1, or PUT)")
                    .send(request);
        }
    }

    private void delete(HttpServerRequest request, FileName name) {
        WritePreconditions.check(request, context.store(), name)
                .compose(condition -> context.store().delete(name, condition))
                .onSuccess(deleted -> request.response().setStatusCode(204).end())
                .onFailure(cause -> {
                    Problem problem =
                            cause instanceof ProblemException refusal ? refusal.problem() : Problem.ofWrite(cause);
                    problem.send(request);
                });
    }

    private void routeUploads(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.OPTIONS)) {
            uploads.describe(request, UPLOADS_METHODS);
        } else if (request.method().equals(HttpMethod.POST)) {
            uploads.create(request);
        } else {
            Problem.sendNotAllowed(request, UPLOADS_METHODS);
        }
    }

    private void routeUpload(HttpServerRequest request, String id) {
        HttpMethod method = TusRequests.method(request);
        if (method.equals(HttpMethod.OPTIONS)) {
            uploads.describe(request, UPLOAD_METHODS);
            return;
        }
        if (!UploadId.isId(id)) {
            Problem.notFound("upload not found").send(request);
            return;
        }
        routeUpload(request, method, new UploadId(id));
    }

    private void routeUpload(HttpServerRequest request, HttpMethod method, UploadId id) {
        if (request.headers().contains(TusProtocol.VERSION_HEADER)) {
            TusProtocol.requireVersion(request);
        }
        if (method.equals(HttpMethod.HEAD)) {
            upload.describe(request, id);
        } else if (method.equals(HttpMethod.PATCH)) {
            upload.append(request, id);
        } else if (method.equals(HttpMethod.PUT)) {
            upload.put(request, id);
        } else if (method.equals(HttpMethod.DELETE)) {
            upload.discard(request, id);
        } else if (method.equals(HttpMethod.GET)) {
            if (FollowHandler.isRequested(request)) {
                upload.follow(request, id);
            } else {
                upload.show(request, id);
            }
        } else {
            Problem.sendNotAllowed(request, UPLOAD_METHODS);
        }
    }
}
