package io.chunkgate.client.grpc;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.common.ServiceMethod;
import java.util.concurrent.TimeUnit;

/**
 * Calls to one gateway. A running call holds a reference to this object, because Vert.x closes a client that is not
 * referenced any more.
 */
final class GrpcCalls {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection on which nothing arrives for this long, not even the ACK of a PING, counts as broken. */
    private static final int READ_IDLE_SECONDS = 60;

    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
    /** Allows 40 MiB/s at a round-trip time of 100 ms. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private final Vertx vertx;
    private final GrpcClient client;
    private final GatewayUrl url;
    private final GatewayAccess access;

    GrpcCalls(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.client = createClient(vertx, url, access);
        this.url = url;
        this.access = access;
    }

    private static GrpcClient createClient(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setVerifyHost(!access.insecure())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReadIdleTimeout(READ_IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES));
        access.secure(options.setUseAlpn(url.isSecure()), url);
        return GrpcClient.builder(vertx)
                .with(options)
                .with(new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES))
                .build();
    }

    /** Opens a call; the caller sends its messages. */
    <Q, A> Future<GrpcCall<Q, A>> open(ServiceMethod<A, Q> method) {
        return client.request(SocketAddress.inetSocketAddress(url.port(), url.host()), method)
                .recover(cause -> ClientException.unreachable(url, cause))
                .map(request -> {
                    access.authorization()
                            .ifPresent(value -> request.headers().add("authorization", value));
                    return new GrpcCall<>(vertx, this, request);
                });
    }

    /** Calls a unary method. */
    <Q, A> Future<A> call(ServiceMethod<A, Q> method, Q message) {
        return open(method).compose(call -> call.unary(message));
    }

    Future<Void> close() {
        return client.close();
    }
}
