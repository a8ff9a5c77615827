package io.chunkgate.http;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.cluster.DoorAddress;
import io.chunkgate.store.FileName;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Sends clients to the node that has a file which this one has not, where {@code cluster.redirect} says so. */
record HolderRedirect(Optional<Cluster> cluster) {
    /** @param answer answers the request if the client is not sent elsewhere */
    void unlessSentThere(HttpServerRequest request, FileName name, Runnable answer) {
        if (cluster.isEmpty()) {
            answer.run();
            return;
        }
        cluster.get()
                .redirectTo(name)
                .otherwise(Optional.empty())
                .onSuccess(door -> door.ifPresentOrElse(
                        found -> Redirect.temporary(location(found, request)).send(request), answer));
    }

    private static String location(DoorAddress door, HttpServerRequest request) {
        String host = door.host().contains(":") ? "[" + door.host() + "]" : door.host();
        return "http://" + host + ":" + door.port() + request.path();
    }
}
