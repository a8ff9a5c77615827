package io.chunkgate.http;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.cluster.DoorAddress;
import io.chunkgate.door.DoorContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Sends clients to the node that has a file which this one has not, where {@code cluster.redirect} says so. */
record HolderRedirect(DoorContext context) {
    /** @param answer answers the request if the client is not sent elsewhere */
    void unlessSentThere(HttpServerRequest request, FileName name, Runnable answer) {
        if (context.cluster().isEmpty() || !context.config().cluster().redirect()) {
            answer.run();
            return;
        }
        elsewhere(context.cluster().get(), name)
                .otherwise(Optional.empty())
                .onSuccess(door -> door.ifPresentOrElse(
                        found -> Redirect.temporary(location(found, request)).send(request), answer));
    }

    /** Of what is not here; who may not see that is told nothing of other nodes. */
    private Future<Optional<DoorAddress>> elsewhere(Cluster cluster, FileName name) {
        return context.own()
                .stat(name)
                .map(here -> Optional.<DoorAddress>empty())
                .recover(cause -> cause instanceof StoreException refusal && refusal.code() == ErrorCode.NOT_FOUND
                        ? cluster.httpDoorOfHolder(name)
                        : Future.failedFuture(cause));
    }

    private String location(DoorAddress door, HttpServerRequest request) {
        String scheme = context.config().tls().isOn() ? "https" : "http";
        String host = door.host().contains(":") ? "[" + door.host() + "]" : door.host();
        return scheme + "://" + host + ":" + door.port() + request.path();
    }
}
