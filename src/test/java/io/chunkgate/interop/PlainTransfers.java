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
 * Transfers of an HTTP client that does not resume. A transfer may break, if the client can detect it. Content of complete
 * transfers is compared byte by byte.
 */
final class PlainTransfers {
    private static final int CHUNK_BYTES = 256 * 1024;
    /** Makes a transfer take some seconds, so that restarts happen during transfers. */
    private static final long PAUSE_MILLIS = 40;

    private static final int MAX_CHECKS = 60;
    private static final long CHECK_INTERVAL_MILLIS = 500;

    private final Vertx vertx;
    private final HttpClient client;
    private final byte[] bytes;

    /** @param port the port of a balancer for several gateways */
    PlainTransfers(Vertx vertx, int port, byte[] bytes) {
        this.vertx = vertx;
        this.bytes = bytes;
        this.client = CheckedVertx.retain(vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port)
                .setKeepAlive(false)));
    }

    /** Whether the download completed. Fails the test if it completed with wrong content. */
    Future<Boolean> download(String name) {
        return request(HttpMethod.GET, name)
                .compose(request -> request.send()
                        .compose(response -> response.statusCode() == 200
                                ? readSlowly(response)
                                : Future.failedFuture("status " + response.statusCode())))
                .transform(read -> {
                    if (read.succeeded()) {
                        assertThat(Arrays.equals(read.result().getBytes(), bytes))
                                .as("%s is whole", name)
                                .isTrue();
                    }
                    return Future.succeededFuture(read.succeeded());
                });
    }

    /** Whether the upload was acknowledged. Fails the test if the file is incomplete, or an acknowledged file is missing. */
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
                .compose(accepted -> check(name, accepted, MAX_CHECKS).map(accepted));
    }

    private void send(HttpClientRequest request, int from) {
        int to = Math.min(bytes.length, from + CHUNK_BYTES);
        Buffer chunk = Buffer.buffer(Arrays.copyOfRange(bytes, from, to));
        if (to == bytes.length) {
            request.end(chunk);
        } else {
            request.write(chunk)
                    .compose(sent -> vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .onSuccess(due -> send(request, to));
        }
    }

    /** Downloads the file and compares its content; repeats this while no gateway responds. */
    private Future<Void> check(String name, boolean accepted, int checks) {
        return request(HttpMethod.GET, name)
                .compose(request -> request.send()
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
                        })))
                .recover(cause -> checks > 0 && cause instanceof Exception
                        ? vertx.timer(CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(due -> check(name, accepted, checks - 1))
                        : Future.failedFuture(cause));
    }

    private Future<HttpClientRequest> request(HttpMethod method, String name) {
        return client.request(method, "/files/" + name);
    }

    private Future<Buffer> readSlowly(HttpClientResponse response) {
        Promise<Buffer> all = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(all::tryFail);
        response.endHandler(end -> all.tryComplete(read));
        response.handler(next -> {
            boolean chunkIsFull = read.length() / CHUNK_BYTES < (read.length() + next.length()) / CHUNK_BYTES;
            read.appendBuffer(next);
            if (chunkIsFull) {
                response.pause();
                vertx.setTimer(PAUSE_MILLIS, due -> response.resume());
            }
        });
        return all.future();
    }
}
