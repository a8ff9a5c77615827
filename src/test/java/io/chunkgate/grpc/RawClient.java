package io.chunkgate.grpc;

import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An HTTP client of the gRPC port, for tests that control every byte of the messages. */
final class RawClient {
    static final String GET_FILE = "/demo.Files/GetFile";

    /** A complete response. */
    record Reply(int status, MultiMap headers, Buffer body, MultiMap trailers) {
        /** The code of the gRPC status, from headers, trailers or the body. */
        int grpcStatus() {
            String status =
                    headers.get("grpc-status") == null ? trailers.get("grpc-status") : headers.get("grpc-status");
            return Integer.parseInt(status);
        }
    }

    private final HttpClient client;
    private final int port;

    RawClient(Vertx vertx, int port, HttpVersion version) {
        client = CheckedVertx.retain(vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false)));
        this.port = port;
    }

    /** Posts a body at once. */
    Reply post(String path, String contentType, Buffer body) throws Exception {
        return send(HttpMethod.POST, path, contentType, request -> request.end(body));
    }

    /** Sends a request whose body the caller writes and ends. */
    Reply send(HttpMethod method, String path, String contentType, Consumer<HttpClientRequest> body) throws Exception {
        return client.request(method, port, "127.0.0.1", path)
                .compose(request -> {
                    request.putHeader("content-type", contentType).putHeader("te", "trailers");
                    body.accept(request);
                    return request.response().compose(RawClient::reply);
                })
                .await(20, TimeUnit.SECONDS);
    }

    private static Future<Reply> reply(HttpClientResponse response) {
        return response.body()
                .map(body -> new Reply(response.statusCode(), response.headers(), body, response.trailers()));
    }
}
