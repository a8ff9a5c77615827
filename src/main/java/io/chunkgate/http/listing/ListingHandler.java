package io.chunkgate.http.listing;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.Vary;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.server.Client;
import io.chunkgate.store.FolderPage;
import io.chunkgate.transfer.Share;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Handles GET and HEAD of a folder. */
public final class ListingHandler {
    private ListingHandler() {}

    public static void handle(HttpServerRequest request, Client client, ListingRequest listing) {
        ListingFormat format = ListingFormat.preferred(FieldLists.joined(request.headers(), "Accept"));
        client.within(Share.LISTINGS, () -> list(request, client, listing, format))
                .onFailure(cause -> Problem.ofRead(cause).send(request));
    }

    /** Fails before the response begins; completes when the client has taken it, or is gone. */
    private static Future<Void> list(
            HttpServerRequest request, Client client, ListingRequest listing, ListingFormat format) {
        String path = BasePath.of(request, listing.path());
        return client.store().list(listing.folder(), listing.query()).compose(page -> client.server()
                .vertx()
                .executeBlocking(() -> render(path, listing, page, format), false)
                .compose(body -> send(request, listing, page, format, body).otherwiseEmpty()));
    }

    /** Called on a worker thread: ten thousand rows would block an event loop for too long. */
    private static Buffer render(String path, ListingRequest listing, FolderPage page, ListingFormat format) {
        return switch (format) {
            case HTML -> ListingHtml.render(listing, page);
            case JSON -> ListingJson.render(path, listing, page);
        };
    }

    private static Future<Void> send(
            HttpServerRequest request, ListingRequest listing, FolderPage page, ListingFormat format, Buffer body) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", format.contentType())
                .putHeader("Content-Length", Integer.toString(body.length()))
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff");
        Vary.add(response, "Accept");
        if (format == ListingFormat.HTML) {
            response.putHeader("Content-Security-Policy", ListingHtml.POLICY);
        }
        page.next()
                .ifPresent(position -> response.putHeader(
                        "Link",
                        "<" + BasePath.of(request, listing.path()) + listing.nextQuery(position) + ">; rel=\"next\""));
        return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
    }
}
