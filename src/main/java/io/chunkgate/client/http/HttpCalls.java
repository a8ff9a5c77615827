package io.chunkgate.client.http;

import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.TlsPort;
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
    /** A connection without traffic for this long counts as broken. */
    static final int IDLE_TIMEOUT_SECONDS = 60;

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final GatewayUrl url;
    private final GatewayAccess access;
    private final HttpClient client;
    private final TlsPort tls;

    /** @param idleTimeoutSeconds 0 for no timeout */
    HttpCalls(Vertx vertx, GatewayUrl url, GatewayAccess access, int idleTimeoutSeconds) {
        this.vertx = vertx;
        this.url = url;
        this.access = access;
        this.tls = new TlsPort(vertx, url);
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(!access.insecure())
                .setDefaultHost(url.uriHost())
                .setDefaultPort(url.port())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(idleTimeoutSeconds)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpKeepAlive(true)
                .setMaxChunkSize(MAX_CHUNK_BYTES);
        access.secure(options, url);
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS))
                .build();
    }

    /** The context of a connection; call it from a handler of the connection. */
    BoundContext context() {
        return BoundContext.current(vertx);
    }

    /**
     * Opens a request; the caller sends its body.
     *
     * @param uri without the base path
     */
    Future<HttpClientRequest> open(HttpMethod method, String uri, MultiMap headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setURI(url.basePath() + uri)
                .setHeaders(headers);
        access.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        return client.request(options)
                // The request reports the failure; without a handler, Vert.x would log it as well.
                .onSuccess(request -> request.connection().exceptionHandler(ignored -> {}))
                .recover(cause -> ClientException.unreachable(url, cause));
    }

    /**
     * Sends a request without a body. The response is paused; the caller reads or resets it.
     *
     * @param expected the status codes of success
     */
    Future<HttpClientResponse> call(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return open(method, uri, headers).compose(request -> {
            // Set before the request is sent: a caller on another thread could set it too late.
            request.response().onSuccess(any -> tls.responded());
            Future<HttpClientResponse> response = expect(request, expected);
            return request.end()
                    .recover(ClientException::failed)
                    .compose(sent -> response)
                    .recover(tls::explain);
        });
    }

    /** As {@link #call}, for a response whose body is not needed; completes at its end. */
    Future<HttpClientResponse> callForHead(HttpMethod method, String uri, MultiMap headers, Set<Integer> expected) {
        return call(method, uri, headers, expected).compose(response -> {
            Future<Void> end = response.end();
            response.resume();
            return end.map(response).recover(ClientException::failed);
        });
    }

    /** Completes with the paused response if it has an expected status; fails with its error otherwise. */
    static Future<HttpClientResponse> expect(HttpClientRequest request, Set<Integer> expected) {
        return request.response().recover(ClientException::failed).compose(response -> {
            if (expected.contains(response.statusCode())) {
                response.pause();
                return Future.succeededFuture(response);
            }
            return HttpFailure.of(response).compose(Future::failedFuture);
        });
    }

    Future<Void> close() {
        return client.close();
    }
}
