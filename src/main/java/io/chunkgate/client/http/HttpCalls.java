package io.chunkgate.client.http;

import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.ContextBoundUpload;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Requests to one gateway. A running request holds a reference to this object, because Vert.x closes a client that is not
 * referenced any more.
 */
final class HttpCalls {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection without traffic for this long counts as broken. */
    private static final int IDLE_TIMEOUT_SECONDS = 60;

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final GatewayAccess access;
    private final HttpClient client;
    /** Has no idle timeout, for responses that follow an upload. */
    private final HttpClient followClient;

    HttpCalls(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.host = url.host();
        this.port = url.port();
        this.access = access;
        this.client = build(url, IDLE_TIMEOUT_SECONDS);
        this.followClient = build(url, 0);
    }

    private HttpClient build(GatewayUrl url, int idleTimeoutSeconds) {
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(!access.insecure())
                .setDefaultHost(host)
                .setDefaultPort(port)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(idleTimeoutSeconds)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpKeepAlive(true)
                .setMaxChunkSize(MAX_CHUNK_BYTES);
        access.secure(options, url);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS))
                .build();
    }

    /** Binds an upload to the current context; call it from a handler of the connection. */
    RemoteUpload bind(RemoteUpload upload) {
        return new ContextBoundUpload(BoundContext.current(vertx), upload);
    }

    /** Opens a request; the caller sends its body. */
    Future<HttpClientRequest> open(HttpMethod method, String uri, MultiMap headers) {
        return open(client, method, uri, headers);
    }

    private Future<HttpClientRequest> open(HttpClient chosen, HttpMethod method, String uri, MultiMap headers) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setURI(uri).setHeaders(headers);
        access.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        return chosen.request(options)
                // The request reports the failure; without a handler, Vert.x would log it as well.
                .onSuccess(request -> request.connection().exceptionHandler(ignored -> {}))
                .recover(cause -> Future.failedFuture(ClientException.unreachable(host, port, cause)));
    }

    /**
     * Sends a request without a body. The response is paused; the caller reads or resets it.
     *
     * @param expected the status codes of success
     */
    Future<HttpClientResponse> call(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(client, method, uri, headers, expected);
    }

    /** As {@link #call}, for a response that may pause for as long as an upload does. */
    Future<HttpClientResponse> callFollowing(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(followClient, method, uri, headers, expected);
    }

    private Future<HttpClientResponse> call(
            HttpClient chosen, HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return open(chosen, method, uri, headers).compose(request -> send(request, expected));
    }

    /** Sets the response handler before the request is sent: a caller on another thread could set it too late. */
    private static Future<HttpClientResponse> send(HttpClientRequest request, Set<Integer> expected) {
        Future<HttpClientResponse> response = request.response()
                .recover(cause -> Future.failedFuture(ClientException.of(cause)))
                .compose(received -> expect(received, expected));
        return request.end()
                .recover(cause -> Future.failedFuture(ClientException.of(cause)))
                .compose(sent -> response);
    }

    /** As {@link #call}, for a response whose body is not needed; completes at its end. */
    Future<HttpClientResponse> callForHead(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(method, uri, headers, expected).compose(HttpCalls::drain);
    }

    /** Returns the paused response if it has an expected status; fails with its error otherwise. */
    static Future<HttpClientResponse> expect(HttpClientResponse response, Set<Integer> expected) {
        if (expected.contains(response.statusCode())) {
            response.pause();
            return Future.succeededFuture(response);
        }
        return HttpFailure.of(response).compose(Future::failedFuture);
    }

    Future<Void> close() {
        return client.close().eventually(followClient::close);
    }

    private static Future<HttpClientResponse> drain(HttpClientResponse response) {
        Future<Void> end = response.end();
        response.resume();
        return end.map(response).recover(cause -> Future.failedFuture(ClientException.of(cause)));
    }
}
