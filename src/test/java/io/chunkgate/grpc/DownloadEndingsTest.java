package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that stop reading a stream, or leave: they cost little memory until the call ends, then none. */
class DownloadEndingsTest extends FilesTestBase {
    private static final int SIZE = 16 << 20;
    private static final int PART = 1 << 20;
    /** More than the buffers of Vert.x's client and the sockets hold. */
    private static final long MOST_BYTES_UNDER_WAY = 4L << 20;

    private static final long NO_DEADLINE = 0;
    /** Longer than the first bytes need on a busy machine. */
    private static final long DEADLINE_MILLIS = 3000;

    enum Method {
        READ,
        FOLLOW,
        BYTE_STREAM
    }

    @BeforeEach
    void makeFiles() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), SIZE);
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        begin(upload, named("growing.bin"));
        for (int from = 0; from < SIZE; from += PART) {
            upload.send(data(bytes, from, from + PART));
        }
        upload.halfClose();
        upload.await().assertOk();
        awaitReleased();
    }

    @ParameterizedTest
    @EnumSource
    void stalledReader_endsByTheStallTimeout(Method method) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("idleTimeoutMs", 3000);
        reopen(config);
        StreamCall<?, ?> call = startStalled(method, NO_DEADLINE);
        assertThatThrownBy(call::await).hasMessage("reset: CANCELLED");
        awaitReleased();
    }

    @ParameterizedTest
    @EnumSource
    void stalledReader_endsByItsDeadline(Method method) throws Exception {
        StreamCall<?, ?> call = startStalled(method, DEADLINE_MILLIS);
        assertThatThrownBy(call::await).hasMessage("reset: CANCELLED");
        awaitReleased();
    }

    static Stream<Arguments> leavings() {
        return Arrays.stream(Method.values()).flatMap(method -> Arrays.stream(ClientDeparture.values())
                .map(leaving -> Arguments.of(method, leaving)));
    }

    @ParameterizedTest
    @MethodSource("leavings")
    void stalledReader_holdsLittleMemory_andNoneAfterItLeft(Method method, ClientDeparture leaving) throws Exception {
        StreamCall<?, ?> call = startStalled(method, NO_DEADLINE);
        StatRequest other = StatRequest.newBuilder().setName("file.bin").build();
        // On another connection: the window of this one is full.
        StreamCall.call(StreamCall.client(vertx), port, FilesServiceGrpcClient.Stat, other)
                .assertOk();
        Transfer transfer = Transfers.of(vertx).running().get(0);
        assertThat(transfer.byteCount()).isLessThan(MOST_BYTES_UNDER_WAY);
        leaving.leave(call);
        awaitReleased();
        assertThat(Files.size(root.resolve("file.bin"))).isEqualTo(SIZE);
    }

    /** Waits until messages are pending that the client does not take. */
    private StreamCall<?, ?> startStalled(Method method, long timeoutMillis) throws Exception {
        StreamCall<?, ?> call =
                switch (method) {
                    case READ -> start(FilesServiceGrpcClient.Read, read("file.bin"), timeoutMillis);
                    case FOLLOW -> start(FilesServiceGrpcClient.Read, read("growing.bin"), timeoutMillis);
                    case BYTE_STREAM ->
                        start(
                                ByteStreamGrpcClient.Read,
                                io.chunkgate.proto.bytestream.ReadRequest.newBuilder()
                                        .setResourceName("file.bin")
                                        .build(),
                                timeoutMillis);
                };
        Transfers transfers = Transfers.of(vertx);
        eventually(
                transfers::running, () -> transfers.running().stream().anyMatch(transfer -> transfer.byteCount() > 0));
        return call;
    }

    private <Q, A> StreamCall<Q, A> start(ServiceMethod<A, Q> method, Q request, long timeoutMillis) throws Exception {
        StreamCall<Q, A> call = StreamCall.open(client, port, method, timeoutMillis);
        call.takeNothing();
        call.sendLast(request);
        return call;
    }

    private static ReadRequest read(String name) {
        return ReadRequest.newBuilder().setName(name).setFollow(true).build();
    }

    private void awaitReleased() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }
}
