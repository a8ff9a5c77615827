package io.chunkgate.http.listing;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FolderPage;
import io.chunkgate.transfer.Failures;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers GET and HEAD of a folder, its name ending in a slash. */
public final class ListingHandler {
    private final ServerContext context;

    public ListingHandler(ServerContext context) {
        this.context = context;
    }

    public void handle(HttpServerRequest request, ListingRequest asked) {
        ListingFormat format = ListingFormat.preferred(joinedAccept(request));
        context.store()
                .list(asked.folder(), asked.query())
                .compose(
                        page -> render(asked, page, format).onSuccess(body -> send(request, asked, page, format, body)))
                .onFailure(cause ->
                        Problem.ofRead(Failures.toStoreException(cause)).send(request));
    }

    /** On a worker: ten thousand rows take longer than an event loop may be busy. */
    private Future<Buffer> render(ListingRequest asked, FolderPage page, ListingFormat format) {
        return context.vertx()
                .executeBlocking(
                        () -> switch (format) {
                            case HTML -> ListingHtml.render(asked, page);
                            case JSON -> ListingJson.render(asked, page);
                        },
                        false);
    }

    private static void send(
            HttpServerRequest request, ListingRequest asked, FolderPage page, ListingFormat format, Buffer body) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", format.contentType())
                .putHeader("Content-Length", Integer.toString(body.length()))
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (format == ListingFormat.HTML) {
            response.putHeader("Content-Security-Policy", ListingHtml.POLICY);
        }
        page.next()
                .ifPresent(position ->
                        response.putHeader("Link", "<" + asked.path() + asked.nextQuery(position) + ">; rel=\"next\""));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private static String joinedAccept(HttpServerRequest request) {
        return String.join(", ", request.headers().getAll("Accept"));
    }
}
