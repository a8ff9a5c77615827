package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code cluster}: several gateways that answer as one.
 *
 * @param enabled            whether this node takes part; the Vert.x it runs in is clustered, else it is a cluster of one
 * @param sharedStore        whether all nodes have the same store; otherwise each has files of its own
 * @param jgroups            the JGroups file of the cluster that {@code serve} joins: a path, or a name on the class path
 * @param nodeName           how people and the other nodes know this one again after a restart; empty for any name
 * @param advertisedHost     under which others reach this node's doors; empty for {@code server.host}
 * @param advertisedHttpPort under which others reach the HTTP door; 0 for the port that it listens on
 * @param advertisedGrpcPort under which others reach the gRPC door; 0 for the port that it listens on
 * @param busPort            where the event bus of {@code serve} listens; 0 for any free port
 * @param token              a bearer token that nodes show each other, of a principal that may do everything; empty for none
 * @param authorities        a PEM file with the authorities of the nodes' certificates; empty for {@code tls.certificate}
 * @param redirect           whether HTTP clients are sent to the node that holds a file, instead of getting it through this
 * @param absenceMs          how long a node that went away is still missed: so long, what nobody else has is unavailable
 *                           and not unknown
 */
public record ClusterConfig(
        boolean enabled,
        boolean sharedStore,
        String jgroups,
        String nodeName,
        String advertisedHost,
        int advertisedHttpPort,
        int advertisedGrpcPort,
        int busPort,
        String token,
        String authorities,
        boolean redirect,
        int absenceMs) {
    static ClusterConfig from(Section section) {
        return new ClusterConfig(
                section.flag("enabled", false),
                section.flag("sharedStore", false),
                section.requiredText("jgroups", "cluster-localhost.xml"),
                section.text("nodeName", ""),
                section.text("advertisedHost", ""),
                section.integer("advertisedHttpPort", 0, 0, Ranges.MAX_PORT),
                section.integer("advertisedGrpcPort", 0, 0, Ranges.MAX_PORT),
                section.integer("busPort", 0, 0, Ranges.MAX_PORT),
                section.text("token", ""),
                section.text("authorities", ""),
                section.flag("redirect", false),
                section.integer("absenceMs", 60_000, 0, Ranges.MAX_TIMEOUT_MS));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("sharedStore", sharedStore)
                .put("jgroups", jgroups)
                .put("nodeName", nodeName)
                .put("advertisedHost", advertisedHost)
                .put("advertisedHttpPort", advertisedHttpPort)
                .put("advertisedGrpcPort", advertisedGrpcPort)
                .put("busPort", busPort)
                .put("token", token)
                .put("authorities", authorities)
                .put("redirect", redirect)
                .put("absenceMs", absenceMs);
    }
}
