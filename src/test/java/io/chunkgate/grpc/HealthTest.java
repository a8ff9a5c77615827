package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health of gRPC follows that of the store. */
@ExtendWith(CheckedVertx.class)
class HealthTest {
    private static final ServiceName HEALTH = ServiceName.create("grpc.health.v1.Health");
    private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> CHECK = ServiceMethod.client(
            HEALTH,
            "Check",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(HealthCheckResponse.getDefaultInstance()));
    private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> WATCH = ServiceMethod.client(
            HEALTH,
            "Watch",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(HealthCheckResponse.getDefaultInstance()));
    private static final ServiceMethod<HealthListResponse, HealthListRequest> LIST = ServiceMethod.client(
            HEALTH,
            "List",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(HealthListResponse.getDefaultInstance()));

    private volatile Future<StoreHealth> health = Future.succeededFuture(StoreHealth.OK);
    private String deployment;
    private int port;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        FileStore store = new ForwardingFileStore(new MemoryFileStore()) {
            @Override
            public Future<StoreHealth> health() {
                return health;
            }
        };
        JsonObject config = Listeners.config(Path.of("unused")).put("store", ProvidedStore.section(store));
        config.put("server", new JsonObject().put("healthTimeoutMs", 50));
        config.put("limits", new JsonObject().put("maxEventStreamsPerPrincipal", 3));
        deployment = Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        port = Listeners.port(vertx, Listener.GRPC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo.Files", "chunkgate.v1.FilesService", "google.bytestream.ByteStream"})
    void service_servesWhileTheStoreIsReady(String service, Vertx vertx) throws Exception {
        assertThat(check(vertx, service)).isEqualTo(ServingStatus.SERVING);
        health = Future.succeededFuture(new StoreHealth(true, false));
        eventually(() -> "serving", () -> check(vertx, service) == ServingStatus.NOT_SERVING);
    }

    @Test
    void storeThatHangs_isNotServing(Vertx vertx) {
        health = Promise.<StoreHealth>promise().future();
        eventually(() -> "serving", () -> check(vertx, "") == ServingStatus.NOT_SERVING);
        assertThat(check(vertx, "")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void storeThatFails_isNotServing(Vertx vertx) {
        health = Future.failedFuture("no connection");
        eventually(() -> "serving", () -> check(vertx, "") == ServingStatus.NOT_SERVING);
    }

    @Test
    void list_hasEachService(Vertx vertx) throws Exception {
        HealthListResponse response = StreamCall.call(
                        StreamCall.client(vertx), port, LIST, HealthListRequest.getDefaultInstance())
                .assertOk()
                .messages()
                .get(0);
        assertThat(response.getStatusesMap())
                .containsKeys("", "demo.Files", "chunkgate.v1.FilesService", "google.bytestream.ByteStream");
        assertThat(response.getStatusesMap().values()).allMatch(status -> status.getStatus() == ServingStatus.SERVING);
    }

    @Test
    void watch_sendsTheStatusAtOnce_andEachChange(Vertx vertx) throws Exception {
        StreamCall<HealthCheckRequest, HealthCheckResponse> watch = watch(vertx, "demo.Files");
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        health = Future.succeededFuture(StoreHealth.ROOT_GONE);
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        health = Future.succeededFuture(StoreHealth.OK);
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        watch.cancel();
    }

    @Test
    void watchOfAnUnknownService_saysSo_andStaysOpen(Vertx vertx) throws Exception {
        StreamCall<HealthCheckRequest, HealthCheckResponse> watch = watch(vertx, "demo.Other");
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
        assertThat(watch.end().isComplete()).isFalse();
        watch.cancel();
    }

    @Test
    void watch_endsWhenTheServerStops(Vertx vertx) throws Exception {
        StreamCall<HealthCheckRequest, HealthCheckResponse> watch = watch(vertx, "");
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        Future<Void> stopped = vertx.undeploy(deployment);
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(watch.await().status()).isEqualTo(GrpcStatus.UNAVAILABLE);
        stopped.await(20, TimeUnit.SECONDS);
    }

    @Test
    void watches_areLimitedForEachClient(Vertx vertx) throws Exception {
        StreamCall<HealthCheckRequest, HealthCheckResponse> first = watch(vertx, "");
        for (int i = 1; i < 3; i++) {
            watch(vertx, "").next();
        }
        first.next();
        assertThat(watch(vertx, "").await().status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
        first.cancel();
        eventually(() -> "refused", () -> starts(vertx));
    }

    @Test
    void watchOverGrpcWeb_sendsTheStatus() throws Exception {
        try (RawHttp web = new RawHttp(port)) {
            web.sendHead(
                    "POST /grpc.health.v1.Health/Watch HTTP/1.1\nContent-Type: application/grpc-web\nContent-Length: 5");
            web.send(new byte[5]);
            assertThat(web.readHead().status()).isEqualTo(200);
        }
    }

    private boolean starts(Vertx vertx) {
        try {
            StreamCall<HealthCheckRequest, HealthCheckResponse> watch = watch(vertx, "");
            eventually(() -> "no message", () -> watch.end().isComplete() || !watch.isEmpty());
            watch.cancel();
            return !watch.end().isComplete();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private StreamCall<HealthCheckRequest, HealthCheckResponse> watch(Vertx vertx, String service) throws Exception {
        StreamCall<HealthCheckRequest, HealthCheckResponse> watch =
                StreamCall.open(StreamCall.client(vertx), port, WATCH);
        watch.sendLast(HealthCheckRequest.newBuilder().setService(service).build());
        return watch;
    }

    private ServingStatus check(Vertx vertx, String service) {
        try {
            HealthCheckRequest request =
                    HealthCheckRequest.newBuilder().setService(service).build();
            return StreamCall.call(StreamCall.client(vertx), port, CHECK, request)
                    .assertOk()
                    .messages()
                    .get(0)
                    .getStatus();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
