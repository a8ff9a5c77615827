package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.CutProxy;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One upload over two protocols: begun with one, interrupted at a random byte of the connection, resumed by its id with the
 * other, and followed with all protocols meanwhile. Sizes and interruptions are random; {@code -Dhandover.seed} repeats a run.
 */
@ExtendWith(CheckedVertx.class)
abstract class HandOverMatrix {
    private static final long SEED = Long.getLong("handover.seed", System.nanoTime());
    private static final int MIN_BYTES = 200_000;
    private static final int MAX_BYTES = 1_500_000;
    /** More than each protocol sends before the bytes of a file. */
    private static final int MIN_CUT = 4_000;

    private static final String NAME = "folder/file.bin";

    private Vertx vertx;
    private List<GatewayClient> clients;
    private GrpcClient grpc;

    /** @param reset whether the cut is a reset of the connection; else its end */
    record Case(Way begun, Way continued, int size, int cut, boolean reset) {
        @Override
        public String toString() {
            return "%s of %d bytes, cut at %d%s, then %s; -Dhandover.seed=%d"
                    .formatted(begun, size, cut, reset ? " by a reset" : "", continued, SEED);
        }
    }

    /** The configuration of all servers on free ports, without a store. */
    abstract JsonObject config();

    static Stream<Case> allPairs() {
        Random random = new Random(SEED);
        return Arrays.stream(Way.values())
                .flatMap(begun -> Arrays.stream(Way.values()).map(continued -> pair(begun, continued, random)));
    }

    /** Each way begins one upload and resumes one. */
    static Stream<Case> somePairs() {
        Random random = new Random(SEED);
        Way[] ways = Way.values();
        int shift = random.nextInt(ways.length);
        return IntStream.range(0, ways.length)
                .mapToObj(place -> pair(ways[place], ways[(place + shift) % ways.length], random));
    }

    private static Case pair(Way begun, Way continued, Random random) {
        int size = random.nextInt(MIN_BYTES, MAX_BYTES);
        return new Case(begun, continued, size, random.nextInt(MIN_CUT, size), random.nextBoolean());
    }

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        JsonObject config = config();
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            Listeners.open(vertx, "io.chunkgate." + server, config);
        }
        grpc = CheckedVertx.retain(GrpcClient.client(vertx));
        clients = List.of(client("http", Listener.HTTP), client("grpc", Listener.GRPC), client("tcp", Listener.TCP));
    }

    @AfterEach
    void closeClients() throws Exception {
        await(Future.all(clients.stream().map(GatewayClient::close).toList()));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void upload_resumesOverAnotherProtocol_andIsFollowedOnAll(Case pair) throws Exception {
        try {
            handOver(pair);
        } catch (Throwable failure) {
            throw new AssertionError(pair.toString(), failure);
        }
    }

    private void handOver(Case pair) throws Exception {
        byte[] bytes = TestData.bytes(pair.size());
        int server = port(pair.begun().server());
        try (CutProxy proxy = new CutProxy(server, pair.cut(), pair.reset(), () -> query().succeeded())) {
            pair.begun().uploader(vertx).begin(proxy.port(), NAME, bytes);
            assertThat(proxy.bytesToServer()).isEqualTo(pair.cut());
        }
        QueryUploadResponse upload = awaitCut();
        assertThat(upload.getStoredOffset()).isLessThan(pair.cut());
        List<Future<byte[]>> followers = new ArrayList<>();
        for (GatewayClient client : clients) {
            followers.add(read(client, true));
        }

        Way continued = pair.continued();
        continued.uploader(vertx).resume(port(continued.server()), upload.getUploadId(), NAME, bytes);

        for (Future<byte[]> follower : followers) {
            assertThat(await(follower)).isEqualTo(bytes);
        }
        for (GatewayClient client : clients) {
            assertThat(await(read(client, false))).isEqualTo(bytes);
        }
        assertOneVersion(TestData.sha256(bytes));
    }

    /** Returns the state of the upload when no client writes to it any more. */
    private QueryUploadResponse awaitCut() throws Exception {
        Transfers transfers = Transfers.of(vertx);
        eventually(
                transfers::running,
                () -> query().succeeded() && transfers.running().isEmpty());
        return query().result();
    }

    private Future<QueryUploadResponse> query() {
        QueryUploadRequest request =
                QueryUploadRequest.newBuilder().setName(NAME).build();
        Future<QueryUploadResponse> reply = grpc.request(
                        SocketAddress.inetSocketAddress(port(Listener.GRPC), "127.0.0.1"),
                        FilesServiceGrpcClient.QueryUpload)
                .compose(call -> call.send(request))
                .compose(GrpcClientResponse::last);
        try {
            await(reply);
        } catch (Exception noSuchUpload) {
            // The future reports it.
        }
        return reply;
    }

    /** Reads the file from its beginning, during the upload or after it; completes when all bytes have come. */
    private static Future<byte[]> read(GatewayClient client, boolean follow) throws Exception {
        ReadRequest request = new ReadRequest(NAME, 0, OptionalLong.empty(), Optional.empty(), follow);
        RemoteRead read = await(client.read(request));
        assertThat(read.file().complete()).isNotEqualTo(follow);
        Promise<byte[]> all = Promise.promise();
        Buffer bytes = Buffer.buffer();
        read.bytes()
                .exceptionHandler(all::fail)
                .endHandler(end -> all.complete(bytes.getBytes()))
                .handler(bytes::appendBuffer)
                .resume();
        return all.future();
    }

    private void assertOneVersion(String sha256) throws Exception {
        Set<Optional<String>> etags = new HashSet<>();
        for (GatewayClient client : clients) {
            RemoteFile file = await(client.digest(NAME));
            assertThat(file.sha256()).hasValue(sha256);
            etags.add(file.etag());
        }
        assertThat(etags).hasSize(1).doesNotContain(Optional.empty());
    }

    private GatewayClient client(String scheme, Listener server) {
        return GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", port(server), ""));
    }

    private int port(Listener server) {
        return Listeners.port(vertx, server);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
