package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many calls on one connection. */
class ManyCallsTest extends FilesTestBase {
    private static final int CANCELS = 300;
    private static final int STREAMS = 32;
    private static final long LARGE = 16L << 20;

    enum Method {
        READ,
        WRITE,
        BYTE_STREAM_READ,
        BYTE_STREAM_WRITE
    }

    /** Vert.x's own limit is 200 in half a minute. */
    @ParameterizedTest
    @EnumSource
    void manyCancels_doNotCloseTheConnection(Method method) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1_000_000);
        StreamCall<WriteRequest, WriteResponse> witness = startWrite();
        begin(witness, named("witness.bin"));
        for (int i = 0; i < CANCELS; i++) {
            start(method).cancel();
        }
        witness.send(data(bytes, 0, bytes.length));
        witness.sendLast(finish());
        witness.await().assertOk();
        assertThat(Files.readAllBytes(root.resolve("witness.bin"))).isEqualTo(bytes);
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }

    private StreamCall<?, ?> start(Method method) throws Exception {
        return switch (method) {
            case READ -> startRead(ReadRequest.newBuilder().setName("file.bin"));
            case WRITE ->
                start(
                        FilesServiceGrpcClient.Write,
                        WriteRequest.newBuilder().setStart(named("new.bin")).build());
            case BYTE_STREAM_READ ->
                start(
                        ByteStreamGrpcClient.Read,
                        io.chunkgate.proto.bytestream.ReadRequest.newBuilder()
                                .setResourceName("file.bin")
                                .build());
            case BYTE_STREAM_WRITE ->
                start(
                        ByteStreamGrpcClient.Write,
                        io.chunkgate.proto.bytestream.WriteRequest.newBuilder()
                                .setResourceName("new.bin")
                                .build());
        };
    }

    private <Q, A> StreamCall<Q, A> start(ServiceMethod<A, Q> method, Q message) throws Exception {
        StreamCall<Q, A> call = StreamCall.open(client, port, method);
        call.send(message);
        return call;
    }

    /** When the first is complete, each other one has received at least a fourth. */
    @Test
    void parallelReads_shareTheConnection() throws Exception {
        LargeFiles.sparse(root.resolve("large.bin"), LARGE);
        ReadRequest request = ReadRequest.newBuilder().setName("large.bin").build();
        AtomicLongArray received = new AtomicLongArray(STREAMS);
        CompletableFuture<List<Long>> whenTheFirstIsDone = new CompletableFuture<>();
        List<StreamCall<ReadRequest, ReadResponse>> calls = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            int number = i;
            StreamCall<ReadRequest, ReadResponse> call = StreamCall.open(client, port, FilesServiceGrpcClient.Read);
            calls.add(call);
            call.takeWith(message -> {
                if (received.addAndGet(number, message.getData().size()) == LARGE) {
                    whenTheFirstIsDone.complete(LongStream.range(0, STREAMS)
                            .mapToObj(other -> received.get((int) other))
                            .toList());
                }
            });
        }
        calls.forEach(call -> call.sendLast(request));
        assertThat(whenTheFirstIsDone.get(60, TimeUnit.SECONDS)).allMatch(count -> count >= LARGE / 4);
    }

    @Test
    void parallelWrites_allArrive() throws Exception {
        byte[] bytes = TestData.bytes(300_000);
        List<StreamCall<WriteRequest, WriteResponse>> calls = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            StreamCall<WriteRequest, WriteResponse> call = startWrite();
            call.send(WriteRequest.newBuilder().setStart(named("f" + i)).build());
            call.send(data(bytes, 0, bytes.length));
            calls.add(call);
        }
        for (StreamCall<WriteRequest, WriteResponse> call : calls) {
            awaitStored(call, bytes.length);
        }
        for (StreamCall<WriteRequest, WriteResponse> call : calls) {
            call.sendLast(finish());
            assertThat(call.await().assertOk().last().getFile().getSha256()).isEqualTo(TestData.sha256(bytes));
        }
    }
}
