package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Transfers of a client of HTTP that knows nothing of resuming. One may break, where it can see that; what it takes for whole
 * is compared byte by byte, and so is what others find of it.
 */
final class PlainTransfers {
    private static final int PART_BYTES = 256 * 1024;
    /** A transfer takes some seconds, so that a restart falls into it. */
    private static final long PAUSE_MILLIS = 40;

    private static final int LOOKS = 60;
    private static final long LOOK_MILLIS = 500;

    private final Vertx vertx;
    private final HttpClient client;
    private final byte[] bytes;

    /** @param port of a balancer before several gateways */
    PlainTransfers(Vertx vertx, int port, byte[] bytes) {
        this.vertx = vertx;
        this.bytes = bytes;
        this.client = CheckedVertx.keep(vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port)
                .setKeepAlive(false)));
    }

    /** Whether it arrived whole; fails only when it seemed so and was not. */
    Future<Boolean> download(String name) {
        return request(HttpMethod.GET, name)
                .compose(HttpClientRequest::send)
                .compose(response -> response.statusCode() == 200
                        ? slowly(response)
                        : Future.failedFuture("status " + response.statusCode()))
                .transform(read -> {
                    if (read.succeeded()) {
                        assertThat(Arrays.equals(read.result().getBytes(), bytes))
                                .as("%s is whole", name)
                                .isTrue();
                    }
                    return Future.succeededFuture(read.succeeded());
                });
    }

    /** Whether the gateway said that it has it; fails when others find anything but all of it, or nothing. */
    Future<Boolean> upload(String name) {
        return request(HttpMethod.PUT, name)
                .compose(request -> {
                    request.putHeader("Content-Length", Integer.toString(bytes.length));
                    Future<HttpClientResponse> reply = request.response();
                    send(request, 0);
                    return reply;
                })
                .map(response -> Set.of(200, 201, 204).contains(response.statusCode()))
                .otherwise(false)
                .compose(accepted -> look(name, accepted, LOOKS).map(accepted));
    }

    private void send(HttpClientRequest request, int from) {
        int to = Math.min(bytes.length, from + PART_BYTES);
        Buffer part = Buffer.buffer(Arrays.copyOfRange(bytes, from, to));
        if (to == bytes.length) {
            request.end(part);
        } else {
            request.write(part)
                    .compose(sent -> vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .onSuccess(due -> send(request, to));
        }
    }

    /** Until a gateway answers. */
    private Future<Void> look(String name, boolean accepted, int looks) {
        return request(HttpMethod.GET, name)
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().<Void>map(body -> {
                    if (accepted || response.statusCode() != 404) {
                        assertThat(response.statusCode()).as(name).isIn(200, 503);
                    }
                    if (response.statusCode() == 200) {
                        assertThat(Arrays.equals(body.getBytes(), bytes))
                                .as("%s is whole", name)
                                .isTrue();
                    } else if (response.statusCode() == 503) {
                        throw new IllegalStateException("not now");
                    }
                    return null;
                }))
                .recover(cause -> looks > 0 && cause instanceof Exception
                        ? vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(due -> look(name, accepted, looks - 1))
                        : Future.failedFuture(cause));
    }

    private Future<HttpClientRequest> request(HttpMethod method, String name) {
        return client.request(method, "/files/" + name);
    }

    private Future<Buffer> slowly(HttpClientResponse response) {
        Promise<Buffer> all = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(all::tryFail);
        response.endHandler(end -> all.tryComplete(read));
        response.handler(next -> {
            boolean partIsFull = read.length() / PART_BYTES < (read.length() + next.length()) / PART_BYTES;
            read.appendBuffer(next);
            if (partIsFull) {
                response.pause();
                vertx.setTimer(PAUSE_MILLIS, due -> response.resume());
            }
        });
        return all.future();
    }
}
