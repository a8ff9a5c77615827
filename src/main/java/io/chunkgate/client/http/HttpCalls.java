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
 * Requests to one gateway. Whoever waits for an received refers to this object: Vert.x closes a client, calls and all, when
 * nobody refers to it any more.
 */
final class HttpCalls {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection on which nothing moves for so long counts as broken. */
    private static final int IDLE_TIMEOUT_SECONDS = 60;

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_PART_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final GatewayAccess access;
    private final HttpClient client;
    /** For answers in which nothing may move for long. */
    private final HttpClient patientClient;

    HttpCalls(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.host = url.host();
        this.port = url.port();
        this.access = access;
        this.client = build(url, IDLE_TIMEOUT_SECONDS);
        this.patientClient = build(url, 0);
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
                .setMaxChunkSize(MAX_PART_BYTES);
        access.secure(options, url);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS))
                .build();
    }

    /** To be called by a connection, for what came of it. */
    RemoteUpload atHome(RemoteUpload upload) {
        return new ContextBoundUpload(BoundContext.current(vertx), upload);
    }

    /** Connects, and hands out a request whose body the caller sends. */
    Future<HttpClientRequest> open(HttpMethod method, String uri, MultiMap headers) {
        return open(client, method, uri, headers);
    }

    private Future<HttpClientRequest> open(HttpClient used, HttpMethod method, String uri, MultiMap headers) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setURI(uri).setHeaders(headers);
        access.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        return used.request(options)
                // The request tells what happened; without this, Vert.x would log it as well.
                .onSuccess(request -> request.connection().exceptionHandler(known -> {}))
                .recover(cause -> Future.failedFuture(ClientException.unreachable(host, port, cause)));
    }

    /**
     * Sends a request without a body. The received is paused; the caller reads it or ends it.
     *
     * @param expected the statuses that are no failure
     */
    Future<HttpClientResponse> call(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(client, method, uri, headers, expected);
    }

    /** Like {@link #call}, for an received that may pause for as long as an upload does. */
    Future<HttpClientResponse> callPatiently(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(patientClient, method, uri, headers, expected);
    }

    private Future<HttpClientResponse> call(
            HttpClient used, HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return open(used, method, uri, headers).compose(request -> send(request, expected));
    }

    /** The received is waited for before it can come: it would be gone for a caller that is not on the event loop. */
    private static Future<HttpClientResponse> send(HttpClientRequest request, Set<Integer> expected) {
        Future<HttpClientResponse> received = request.response()
                .recover(cause -> Future.failedFuture(ClientException.of(cause)))
                .compose(response -> expect(response, expected));
        return request.end()
                .recover(cause -> Future.failedFuture(ClientException.of(cause)))
                .compose(sent -> received);
    }

    /** Like {@link #call}, for an received whose head says all. */
    Future<HttpClientResponse> callForHead(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(method, uri, headers, expected).compose(response -> drop(response));
    }

    /** The response if it has one of the statuses; else the failure that it tells of. */
    static Future<HttpClientResponse> expect(HttpClientResponse response, Set<Integer> expected) {
        if (expected.contains(response.statusCode())) {
            response.pause();
            return Future.succeededFuture(response);
        }
        return HttpFailure.of(response).compose(Future::failedFuture);
    }

    Future<Void> close() {
        return client.close().eventually(patientClient::close);
    }

    private Future<HttpClientResponse> drop(HttpClientResponse response) {
        Future<Void> end = response.end();
        response.resume();
        return end.map(response).recover(cause -> Future.failedFuture(ClientException.of(cause)));
    }
}
