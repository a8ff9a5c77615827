package io.chunkgate.testkit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A proxy of an S3 server that fails selected requests and forwards the others. */
public final class FaultyS3 implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final int target;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
    private final AtomicInteger unread = new AtomicInteger();
    private final int port;

    /** @param target the port of the real server */
    public FaultyS3(int target) {
        this.target = target;
        try {
            port = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                    .requestHandler(this::handle)
                    .listen(0, "127.0.0.1")
                    .await(20, TimeUnit.SECONDS)
                    .actualPort();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private record Rule(Predicate<String> which, AtomicInteger times, Fault fault) {}

    private interface Fault {
        /** Responds to the request, or returns false to forward it. */
        boolean apply(HttpServerRequest request, Buffer body);
    }

    public int port() {
        return port;
    }

    /** Every request so far, as {@code PUT /bucket/key?query}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The headers of the last such request; names are in lower case. */
    public Map<String, String> headers(String request) {
        return headers.getOrDefault(request, Map.of());
    }

    /**
     * Responds with an error instead of forwarding.
     *
     * @param times how many requests fail
     * @param which selects requests by method and path, such as {@code PUT /bucket/key}
     * @param code  the error code in the body, which a response below 300 has too
     */
    public void reply(int times, Predicate<String> which, int status, String code) {
        add(times, which, (request, body) -> {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/xml")
                    .putHeader("ETag", "\"injected\"")
                    .end("<Error><Code>" + code + "</Code><Message>injected</Message></Error>");
            return true;
        });
    }

    /** Forwards requests, but closes the connection instead of responding. */
    public void loseReplies(int times, Predicate<String> which) {
        add(times, which, (request, body) -> {
            forward(request, body).onComplete(done -> request.connection().close());
            return true;
        });
    }

    /** Sends that many bytes of the body, then closes the connection. */
    public void cutReplies(int times, Predicate<String> which, int bytes) {
        add(times, which, (request, body) -> {
            forward(request, body).onSuccess(reply -> {
                begin(request, reply);
                request.response().write(reply.body().slice(0, bytes)).onComplete(sent -> request.connection()
                        .close());
            });
            return true;
        });
    }

    /** How many responses were not sent to their end: their clients have not taken them yet. */
    public int unread() {
        return unread.get();
    }

    /** Removes all faults. */
    public void heal() {
        rules.clear();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void add(int times, Predicate<String> which, Fault fault) {
        rules.add(new Rule(which, new AtomicInteger(times), fault));
    }

    private void handle(HttpServerRequest request) {
        String line = request.method() + " " + request.uri();
        requests.add(line);
        headers.put(line, headers(request));
        request.body().onSuccess(body -> {
            List<Rule> due = new ArrayList<>(rules);
            due.removeIf(rule -> !rule.which().test(line) || rule.times().getAndDecrement() <= 0);
            if (due.stream().noneMatch(rule -> rule.fault().apply(request, body))) {
                reply(request, body);
            }
        });
    }

    private void reply(HttpServerRequest request, Buffer body) {
        forward(request, body).onFailure(gone -> request.connection().close()).onSuccess(reply -> {
            begin(request, reply);
            if (request.method().equals(HttpMethod.HEAD)) {
                request.response().end();
            } else {
                unread.incrementAndGet();
                request.response().end(reply.body()).onComplete(sent -> unread.decrementAndGet());
            }
        });
    }

    private static void begin(HttpServerRequest request, Reply reply) {
        request.response().setStatusCode(reply.status());
        reply.headers().forEach(header -> request.response().putHeader(header.getKey(), header.getValue()));
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        Map<String, String> named = new HashMap<>();
        request.headers().forEach(header -> named.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return named;
    }

    private record Reply(int status, MultiMap headers, Buffer body) {}

    private Future<Reply> forward(HttpServerRequest request, Buffer body) {
        request.headers().remove("Expect");
        RequestOptions to = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(target)
                .setMethod(request.method())
                .setURI(request.uri())
                .setHeaders(request.headers());
        return client.request(to)
                .compose((HttpClientRequest out) -> out.send(body))
                .compose(response -> response.body().map(reply -> {
                    response.headers().remove("Transfer-Encoding").remove("Connection");
                    return new Reply(response.statusCode(), response.headers(), reply);
                }));
    }
}
