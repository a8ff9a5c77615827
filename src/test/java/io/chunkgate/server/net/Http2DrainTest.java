package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Api;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2.GoAway;
import io.chunkgate.testkit.RawHttp2Stream;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 connections of a server that stops (RFC 9113, section 6.8): running transfers end, whatever crosses GOAWAY. */
@ExtendWith(CheckedVertx.class)
class Http2DrainTest {
    private static final int LARGE_BYTES = 2_000_003;
    /** Of the client: the download is longer. */
    private static final int WINDOW_BYTES = 1024 * 1024;

    private static final int NO_ERROR = 0;

    /** When the client sends a request that the server does not expect any more. */
    private enum Crossing {
        /** The server may serve it. */
        FIRST_GO_AWAY,
        /** Its stream is beyond the last one. */
        LAST_GO_AWAY
    }

    @TempDir
    Path root;

    private Http2Api api;
    private byte[] large;
    private String server;
    private RawHttp2 connection;
    private RawHttp2Stream download;
    private RawHttp2Stream upload;

    @AfterEach
    void close() throws IOException {
        connection.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void firstGoAway_allowsEveryStream_andTheNextNamesTheLast(Http2Api api, Vertx vertx) throws Exception {
        beginTransfers(api, vertx);
        Future<Void> closed = vertx.undeploy(server);
        connection.await(this::isLastGoAwayReceived);
        assertThat(connection.goAways())
                .containsExactly(new GoAway(RawHttp2.ANY_STREAM, NO_ERROR), new GoAway(connection.stream(), NO_ERROR));
        assertTransfersEnd(closed);
    }

    static Stream<Arguments> crossings() {
        return Stream.of(Http2Api.HTTP, Http2Api.GRPC)
                .flatMap(api -> Arrays.stream(Crossing.values()).map(crossing -> Arguments.of(api, crossing)));
    }

    @ParameterizedTest
    @MethodSource("crossings")
    void requestThatCrossesGoAway_harmsNoRunningTransfer(Http2Api api, Crossing crossing, Vertx vertx)
            throws Exception {
        beginTransfers(api, vertx);
        Future<Void> closed = vertx.undeploy(server);
        connection.await(
                crossing == Crossing.FIRST_GO_AWAY
                        ? () -> !connection.goAways().isEmpty()
                        : this::isLastGoAwayReceived);
        RawHttp2Stream crossed = api.openUpload(connection, "crossed");
        byte[] body = api.uploadBody("crossed", TestData.bytes(30_000));
        for (int sent = 0; sent < body.length && crossed.maySend(); ) {
            sent += crossed.sendSome(body, sent, true);
        }
        assertTransfersEnd(closed);
        assertThat(connection.goAways()).allMatch(goAway -> goAway.error() == NO_ERROR);
    }

    /** A download that the client does not read, and an upload of which it has sent the half. */
    private void beginTransfers(Http2Api api, Vertx vertx) throws Exception {
        this.api = api;
        large = TestData.file(root.resolve("large"), LARGE_BYTES);
        server = Listeners.open(vertx, api.verticle(), Listeners.config(root));
        connection = new RawHttp2(Listeners.port(vertx, api.listener()), WINDOW_BYTES);
        download = api.download(connection, "large").stall();
        connection.await(() -> download.received() > 0);
        upload = api.openUpload(connection, "uploaded");
        upload.send(half(true), false);
        api.assertOk(api.stat(connection, "large", Map.of()).response());
    }

    private void assertTransfersEnd(Future<Void> closed) throws Exception {
        upload.send(half(false), true);
        api.assertOk(upload.response());
        download.resume();
        assertThat(api.content(download.response())).isEqualTo(large);
        assertThat(connection.isEnded()).as("closed by the server").isTrue();
        closed.await(20, TimeUnit.SECONDS);
        assertThat(Files.readAllBytes(root.resolve("uploaded"))).isEqualTo(large);
    }

    private byte[] half(boolean first) {
        byte[] body = api.uploadBody("uploaded", large);
        int middle = body.length / 2;
        return first ? Arrays.copyOf(body, middle) : Arrays.copyOfRange(body, middle, body.length);
    }

    private boolean isLastGoAwayReceived() {
        List<GoAway> goAways = connection.goAways();
        return !goAways.isEmpty() && goAways.get(goAways.size() - 1).lastStream() != RawHttp2.ANY_STREAM;
    }
}
