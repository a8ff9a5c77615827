package io.chunkgate.testkit;

import io.chunkgate.server.net.Listener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends requests to the HTTP server of a Vert.x. Does not follow redirects. */
public final class HttpProbe {
    private final Vertx vertx;
    private final int port;

    private HttpProbe(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /** @param vertx runs the HTTP server */
    public static HttpProbe of(Vertx vertx) {
        return new HttpProbe(vertx, Listeners.port(vertx, Listener.HTTP));
    }

    /**
     * A complete response.
     *
     * @param headers by name in lower case
     */
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonObject json() {
            return new JsonObject(Buffer.buffer(body));
        }
    }

    public int port() {
        return port;
    }

    /** A GET by HTTP/1.1. */
    public Reply get(String path, Map<String, String> headers) throws Exception {
        return send(HttpVersion.HTTP_1_1, HttpMethod.GET, path, headers);
    }

    public Reply send(HttpVersion version, HttpMethod method, String path, Map<String, String> headers)
            throws Exception {
        return request(client(version), method, path, headers)
                .compose(response -> body(response).map(body -> reply(response, body)))
                .await(20, TimeUnit.SECONDS);
    }

    /** Sends a request without a body; the caller reads the body of the paused response. */
    public Future<HttpClientResponse> request(
            HttpClient client, HttpMethod method, String path, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path);
        headers.forEach(options::putHeader);
        return client.request(options).compose(request -> request.send().onSuccess(HttpClientResponse::pause));
    }

    public HttpClient client(HttpVersion version) {
        return CheckedVertx.retain(vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false)));
    }

    /** The response is paused, so that no bytes are lost before the body handler is set. */
    private static Future<Buffer> body(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return body;
    }

    private static Reply reply(HttpClientResponse response, Buffer body) {
        Map<String, String> headers = new TreeMap<>();
        response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new Reply(response.statusCode(), headers, body.getBytes());
    }
}
