package io.chunkgate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3986, section 3.2.2: an IPv6 address in Host and {@code :authority} has brackets. */
@ExtendWith(CheckedVertx.class)
class Ipv6AuthorityTest {
    @ParameterizedTest
    @ValueSource(strings = {"http", "grpc"})
    void addressHasBrackets(String scheme, Vertx vertx) throws Exception {
        Promise<String> authority = Promise.promise();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    authority.tryComplete(String.valueOf(request.authority()));
                    request.response().setStatusCode(500).end();
                })
                .listen(0, "::1")
                .await(10, TimeUnit.SECONDS);
        GatewayClient client = GatewayClient.of(vertx, new GatewayUrl(scheme, "::1", server.actualPort(), ""));

        client.stat("file").onFailure(refused -> {});

        assertThat(authority.future().await(10, TimeUnit.SECONDS)).isEqualTo("[::1]:" + server.actualPort());
        client.close().await(10, TimeUnit.SECONDS);
    }
}
