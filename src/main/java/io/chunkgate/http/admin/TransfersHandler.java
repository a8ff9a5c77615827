package io.chunkgate.http.admin;

import io.chunkgate.access.Permission;
import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.server.Client;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FolderName;
import io.chunkgate.transfer.Share;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferJson;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * {@code GET /transfers}: the running transfers as JSON, or as server-sent events. Clients without {@link AdminAccess} get no
 * events; they see the transfers of the files that they may read, without address and principal.
 */
public record TransfersHandler(ServerContext context) {
    private static final int MAX_SHOWN = 1000;
    private static final String EVENTS = "text/event-stream";

    /** @throws io.chunkgate.store.StoreException for a client that is not admitted */
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            Problem.sendNotAllowed(request, "GET");
            return;
        }
        boolean wantsEvents = EVENTS.equals(request.getHeader(HttpHeaders.ACCEPT));
        Client client = ClientAuthenticator.admit(context, request);
        AdminAccess.require(client)
                .onSuccess(allowed -> {
                    if (wantsEvents) {
                        sendEvents(client, request);
                    } else {
                        JsonResponse.send(
                                request, TransferJson.of(context.transfers().running(), MAX_SHOWN));
                    }
                })
                .onFailure(cause -> {
                    if (wantsEvents) {
                        Problem.ofRead(cause).send(request);
                    } else {
                        JsonResponse.send(request, readableBy(client));
                    }
                });
    }

    private void sendEvents(Client client, HttpServerRequest request) {
        client.within(Share.EVENT_STREAMS, () -> {
                    TransferEvents events = TransferEvents.send(context.vertx(), request);
                    client.whileAllowed(
                            grant -> grant.require(Permission.LIST, FolderName.ROOT), events.over(), events::revoke);
                    return events.over();
                })
                .onFailure(refusal -> Problem.ofRead(refusal).send(request));
    }

    private static JsonObject readableBy(Client client) {
        List<Transfer> readable = client.server().transfers().running().stream()
                .filter(transfer -> client.mayRead(transfer.name()))
                .toList();
        JsonObject json = TransferJson.of(readable, MAX_SHOWN);
        json.getJsonArray("transfers").forEach(shown -> {
            ((JsonObject) shown).remove("peer");
            ((JsonObject) shown).remove("principal");
        });
        return json;
    }
}
