package io.chunkgate.http;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.download.DownloadHandler;
import io.chunkgate.http.download.DownloadRequest;
import io.chunkgate.http.download.FollowHandler;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.listing.ListingHandler;
import io.chunkgate.http.listing.ListingRequest;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Everything under {@code /files/} that changes nothing: the name out of the path, then by method. */
final class FilesHandler {
    private static final String ALLOWED = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private final DownloadHandler downloads;
    private final FollowHandler follows;
    private final ListingHandler listings;
    private final GatewayConfig config;

    FilesHandler(ServerContext context) {
        downloads = new DownloadHandler(context);
        follows = new FollowHandler(context);
        listings = new ListingHandler(context);
        config = context.config();
    }

    /**
     * Answers a request.
     *
     * @param rawName the path behind {@code /files/}, not decoded
     */
    void handle(HttpServerRequest request, String rawName) {
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            read(request, rawName);
        } else {
            Problem.sendNotAllowed(request, ALLOWED);
        }
    }

    private void read(HttpServerRequest request, String rawName) {
        Runnable response;
        try {
            response = rawName.isEmpty() || rawName.endsWith("/") ? list(request, rawName) : download(request, rawName);
        } catch (IllegalArgumentException e) {
            Problem.badRequest(String.valueOf(e.getMessage())).send(request);
            return;
        } catch (StoreException e) {
            Problem.badName(e).send(request);
            return;
        }
        response.run();
    }

    /** Reads the whole request before anything is done for it. */
    private Runnable list(HttpServerRequest request, String rawName) {
        ListingRequest asked = ListingRequest.of(rawName, request.query());
        return () -> listings.handle(request, asked);
    }

    private Runnable download(HttpServerRequest request, String rawName) {
        FileName name = FileName.of(RequestPath.decode(rawName));
        DownloadRequest asked = DownloadRequest.of(request, config);
        return () -> {
            if (asked.follow()) {
                follows.handle(request, asked, name);
            } else {
                downloads.handle(request, asked, name);
            }
        };
    }
}
