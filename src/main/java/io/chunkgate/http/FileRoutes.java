package io.chunkgate.http;

import io.chunkgate.http.download.DownloadHandler;
import io.chunkgate.http.download.DownloadRequest;
import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.listing.ListingHandler;
import io.chunkgate.http.listing.ListingRequest;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.server.Client;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpServerRequest;

/** Requests that read below {@code /files/}: downloads, followed uploads and listings. */
final class FileRoutes {
    private static final String ALLOWED = "GET, HEAD, PUT, POST, DELETE, COPY, MOVE, MKCOL, OPTIONS";

    private FileRoutes() {}

    /**
     * Routes a request.
     *
     * @param rawName the path after {@code /files/}, not decoded
     */
    static void handle(HttpServerRequest request, Client client, String rawName) {
        if (!Preconditions.isRead(request.method())) {
            Problem.sendNotAllowed(request, ALLOWED);
            return;
        }
        Runnable handling;
        try {
            handling = parse(request, client, rawName);
        } catch (IllegalArgumentException e) {
            Problem.badRequest(String.valueOf(e.getMessage())).send(request);
            return;
        } catch (StoreException e) {
            Problem.badName(e).send(request);
            return;
        }
        handling.run();
    }

    /** Parses the whole request before the store is used. */
    private static Runnable parse(HttpServerRequest request, Client client, String rawName) {
        if (rawName.isEmpty() || rawName.endsWith("/")) {
            ListingRequest listing = ListingRequest.of(rawName, request.query());
            return () -> ListingHandler.handle(request, client, listing);
        }
        FileName name = FileName.of(RequestPath.decode(rawName));
        DownloadRequest download = DownloadRequest.of(request, client.server().config());
        return download.follow()
                ? () -> FollowHandler.handle(request, client, download, name)
                : () -> DownloadHandler.handle(request, client, download, name);
    }
}
