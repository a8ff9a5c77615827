package io.chunkgate.cluster;

import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.grpc.GrpcCalls;
import io.chunkgate.config.ClusterConfig;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.TlsConfig;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The service {@code chunkgate.v1.FilesService} of other nodes, each asked for what it has itself. */
final class Peers {
    private final Vertx vertx;
    private final GrpcClient client;
    private final Map<String, String> headers;

    /** To be made outside of a verticle, whose end would close the client. */
    Peers(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.headers = headers(config.cluster());
        String scheme = config.tls().isOn() ? "grpcs" : "grpc";
        this.client = GrpcCalls.createClient(vertx, GatewayUrl.parse(scheme + "://node"), access(config));
    }

    private static Map<String, String> headers(ClusterConfig cluster) {
        return cluster.token().isEmpty()
                ? Map.of(Cluster.FORWARDED_HEADER, "1")
                : Map.of(Cluster.FORWARDED_HEADER, "1", "authorization", "Bearer " + cluster.token());
    }

    /** Each node shows its own certificate, and believes those of the others; one that is made up cannot be believed. */
    private static GatewayAccess access(GatewayConfig config) {
        TlsConfig tls = config.tls();
        if (tls.certificate().isEmpty()) {
            return GatewayAccess.ANONYMOUS;
        }
        String authorities = config.cluster().authorities();
        return GatewayAccess.ANONYMOUS
                .trusting(Path.of(authorities.isEmpty() ? tls.certificate() : authorities))
                .showing(Path.of(tls.certificate()), Path.of(tls.key()));
    }

    /** Calls of a node; fails with {@code UNAVAILABLE} for one that has no door for them. */
    Future<GrpcCalls> calls(Node node) {
        return node.grpc()
                .map(door -> Future.succeededFuture(new GrpcCalls(vertx, client, door.host(), door.port(), headers)))
                .orElseGet(() -> Future.failedFuture(Errors.unreachable(node)));
    }

    /** Describes a file with its digest, which may take as long as reading it. */
    Future<FileInfo> digest(Node node, FileName name) {
        StatRequest request = StatRequest.newBuilder()
                .setName(name.value())
                .setComputeSha256(true)
                .build();
        return calls(node)
                .compose(calls -> calls.call(FilesServiceGrpcClient.Stat, request))
                .map(answer -> Messages.file(answer.getFile()))
                .recover(cause -> Future.failedFuture(Errors.of(cause)));
    }

    /** A page of a folder of that node; empty when it has no such folder. */
    Future<Optional<FolderPage>> list(Node node, FolderName folder, ListQuery query) {
        ListRequest.Builder request = ListRequest.newBuilder()
                .setFolder(folder.value())
                .setPageSize(Math.max(1, query.limit()))
                .setOrder(Messages.order(query.order()))
                .setDescending(query.descending());
        query.after().ifPresent(position -> request.setPageToken(PageToken.write(query, position)));
        return calls(node)
                .compose(calls -> calls.call(FilesServiceGrpcClient.List, request.build()))
                .map(answer -> Optional.of(Messages.page(answer, query)))
                .recover(cause -> Future.failedFuture(Errors.of(cause)));
    }

    Future<Void> close() {
        return client.close();
    }
}
