package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Http2Api;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An authorised client that does a small GET, a small PUT and a gRPC Stat every second, each on a new connection. Begins at
 * once; closing this ends it.
 */
final class SmallRequests implements AutoCloseable {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final PackagedGateway gateway;
    private final String authorization;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger rounds = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile long longestMillis;

    private interface Request {
        void send() throws Exception;
    }

    SmallRequests(PackagedGateway gateway, String token) throws IOException {
        this.gateway = gateway;
        this.authorization = "Bearer " + token;
        Files.write(gateway.root().resolve("small"), CONTENT);
        executor.scheduleAtFixedRate(this::round, 0, 1, TimeUnit.SECONDS);
    }

    /** Waits until as many more rounds ended, or a request failed. */
    void await(int more) {
        int end = rounds.get() + more;
        eventually(() -> rounds, () -> rounds.get() >= end || !failures.isEmpty());
    }

    /** Requests that failed, which includes the ones without an answer within the timeout of a socket. */
    List<String> failures() {
        return failures;
    }

    /** The longest time that a request took. */
    long longestMillis() {
        return longestMillis;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void round() {
        attempt("GET", this::get);
        attempt("PUT", this::put);
        attempt("Stat", this::stat);
        rounds.incrementAndGet();
    }

    private void attempt(String name, Request request) {
        long start = System.nanoTime();
        try {
            request.send();
        } catch (Exception | AssertionError e) {
            failures.add(name + " after " + millisSince(start) + " ms: " + e);
        }
        longestMillis = Math.max(longestMillis, millisSince(start));
    }

    private static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    private void get() throws IOException {
        RawHttp.Reply reply = RawHttp.request(
                gateway.port(Listener.HTTP), "GET /files/small HTTP/1.1\nAuthorization: " + authorization);
        Http2Api.HTTP.assertOk(reply);
        if (!reply.text().equals("content")) {
            throw new AssertionError("content: " + reply.text());
        }
    }

    private void put() throws IOException {
        Http2Api.HTTP.assertOk(RawHttp.request(
                gateway.port(Listener.HTTP), "PUT /files/put HTTP/1.1\nAuthorization: " + authorization, CONTENT));
    }

    private void stat() throws IOException {
        try (RawHttp2 connection = new RawHttp2(gateway.port(Listener.GRPC))) {
            Http2Api.GRPC.assertOk(Http2Api.GRPC
                    .stat(connection, "small", Map.of("authorization", authorization))
                    .response());
        }
    }
}
