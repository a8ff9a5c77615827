package io.chunkgate.http;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.download.DownloadHandler;
import io.chunkgate.http.download.DownloadRequest;
import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.listing.ListingHandler;
import io.chunkgate.http.listing.ListingRequest;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpServerRequest;

/** Requests that read below {@code /files/}: downloads, followed uploads and listings. */
final class FileRoutes {
    private static final String ALLOWED = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private final DownloadHandler downloads;
    private final FollowHandler follows;
    private final ListingHandler listings;
    private final GatewayConfig config;

    FileRoutes(ServerContext context) {
        downloads = new DownloadHandler(context);
        follows = new FollowHandler(context);
        listings = new ListingHandler(context);
        config = context.config();
    }

    /**
     * Routes a request.
     *
     * @param rawName the path after {@code /files/}, not decoded
     */
    void handle(HttpServerRequest request, String rawName) {
        if (Preconditions.isRead(request.method())) {
            read(request, rawName);
        } else {
            Problem.sendNotAllowed(request, ALLOWED);
        }
    }

    private void read(HttpServerRequest request, String rawName) {
        Runnable handling;
        try {
            handling = rawName.isEmpty() || rawName.endsWith("/") ? list(request, rawName) : download(request, rawName);
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
    private Runnable list(HttpServerRequest request, String rawName) {
        ListingRequest listing = ListingRequest.of(rawName, request.query());
        return () -> listings.handle(request, listing);
    }

    private Runnable download(HttpServerRequest request, String rawName) {
        FileName name = FileName.of(RequestPath.decode(rawName));
        DownloadRequest download = DownloadRequest.of(request, config);
        return () -> {
            if (download.follow()) {
                follows.handle(request, download, name);
            } else {
                downloads.handle(request, download, name);
            }
        };
    }
}
