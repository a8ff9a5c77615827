package io.chunkgate.http.upload;

import io.chunkgate.http.change.ChangeRoutes;
import io.chunkgate.http.change.Namespace;
import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.listing.ListingRequest;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.form.FormHandler;
import io.chunkgate.http.upload.protocol.BodyFormat;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.http.upload.put.PutHandler;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.Client;
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

    private static final String FILE_METHODS = "GET, HEAD, PUT, POST, DELETE, COPY, MOVE, MKCOL, OPTIONS";
    private static final String UPLOADS_METHODS = "POST, OPTIONS";
    private static final String UPLOAD_METHODS = "GET, HEAD, PATCH, PUT, DELETE, OPTIONS";

    private final ServerContext server;
    private final UploadsResource uploads;

    /** @throws io.chunkgate.config.ConfigException for an invalid name template */
    UploadRoutes(ServerContext server) {
        this.server = server;
        String template = server.config().uploads().nameTemplate();
        uploads = new UploadsResource(server, NameTemplate.parse("uploads.nameTemplate", template));
    }

    /** OPTIONS needs no credentials: browsers send none. */
    @Override
    public void handle(HttpServerRequest request) {
        String path = Objects.requireNonNull(request.path());
        if (request.method().equals(HttpMethod.OPTIONS)) {
            uploads.describe(request, allowed(path));
            return;
        }
        Client client = ClientAuthenticator.admit(server, request);
        request.pause(); // Until a handler reads or drops the body.
        try {
            route(request, client, path);
        } catch (BadHeaderException | IllegalArgumentException e) {
            Problem.badRequest(String.valueOf(e.getMessage())).send(request);
        } catch (ProblemException refusal) {
            if (TusProtocol.isUsedBy(request)) {
                new TusProtocol().mark(request.response());
            }
            refusal.problem().send(request);
        } catch (StoreException badName) {
            Problem.badName(badName).send(request);
        }
    }

    private static String allowed(String path) {
        if (path.startsWith(FILES)) {
            return FILE_METHODS;
        }
        return isAll(path) ? UPLOADS_METHODS : UPLOAD_METHODS;
    }

    private static boolean isAll(String path) {
        return path.equals(UploadPath.ALL) || path.equals(UploadPath.PREFIX);
    }

    private void route(HttpServerRequest request, Client client, String path) {
        BodyFormat.requireUncoded(request);
        if (path.startsWith(FILES)) {
            routeFile(request, client, path.substring(FILES.length()));
            return;
        }
        BodyFormat.requireNoForm(request);
        if (!isAll(path)) {
            routeUpload(request, client, path.substring(UploadPath.PREFIX.length()));
        } else if (request.method().equals(HttpMethod.POST)) {
            uploads.create(request, client);
        } else {
            Problem.sendNotAllowed(request, UPLOADS_METHODS);
        }
    }

    private void routeFile(HttpServerRequest request, Client client, String rawName) {
        boolean isFolder = rawName.isEmpty() || rawName.endsWith("/");
        if (isFolder && request.method().equals(HttpMethod.POST) && BodyFormat.isForm(request)) {
            FormHandler.handle(request, client, ListingRequest.folder(rawName));
            return;
        }
        BodyFormat.requireNoForm(request);
        if (!ChangeRoutes.handles(request)) {
            upload(request, client, FileName.of(RequestPath.decode(rawName)));
        } else {
            ChangeRoutes.handle(request, client.store(), Namespace.FILES, rawName);
        }
    }

    private void upload(HttpServerRequest request, Client client, FileName name) {
        if (DraftVersion.isUsedBy(request.headers())) {
            uploads.createFile(request, client, name);
        } else if (request.method().equals(HttpMethod.PUT)) {
            PutHandler.handle(request, client, name);
        } else {
            Problem.badRequest("POST: no header Upload-Complete (expected: ?0 or ?1, or PUT, or a form to a folder)")
                    .send(request);
        }
    }

    private static void routeUpload(HttpServerRequest request, Client client, String id) {
        HttpMethod method = TusRequests.method(request);
        if (!UploadId.isId(id)) {
            Problem.notFound("upload not found").send(request);
            return;
        }
        if (request.headers().contains(TusProtocol.VERSION_HEADER)) {
            TusProtocol.requireVersion(request);
        }
        UploadResource upload = new UploadResource(request, client, new UploadId(id));
        if (method.equals(HttpMethod.HEAD)) {
            upload.describe();
        } else if (method.equals(HttpMethod.PATCH)) {
            upload.append();
        } else if (method.equals(HttpMethod.PUT)) {
            upload.put();
        } else if (method.equals(HttpMethod.DELETE)) {
            upload.discard();
        } else if (method.equals(HttpMethod.GET) && FollowHandler.isRequested(request)) {
            upload.follow();
        } else if (method.equals(HttpMethod.GET)) {
            upload.show();
        } else {
            Problem.sendNotAllowed(request, UPLOAD_METHODS);
        }
    }
}
