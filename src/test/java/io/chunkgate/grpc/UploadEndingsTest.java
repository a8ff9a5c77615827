package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that stall or leave before the end of an upload: they cost little memory, and the upload stays resumable. */
class UploadEndingsTest extends FilesTestBase {
    private static final String NAME = "new.bin";
    private static final int SENT = 1000;
    private static final int PART = 64 * 1024;
    private static final int PARTS = 1024;
    /** The HTTP/2 window, the blocks that wait for the disk, and the socket buffers. */
    private static final long MOST_BYTES_UNDER_WAY = 16L << 20;

    private static final long NO_DEADLINE = 0;
    /** Longer than the first bytes need on a busy machine. */
    private static final long DEADLINE_MILLIS = 3000;

    enum Method {
        WRITE,
        BYTE_STREAM
    }

    @ParameterizedTest
    @EnumSource
    void silentWriter_endsByTheStallTimeout(Method method) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("idleTimeoutMs", 3000);
        reopen(config);
        StreamCall<?, ?> call = startSome(method, NO_DEADLINE);
        call.await().assertFailed(GrpcStatus.DEADLINE_EXCEEDED);
        assertReleasedAndResumable();
    }

    @ParameterizedTest
    @EnumSource
    void silentWriter_endsByItsDeadline(Method method) throws Exception {
        StreamCall<?, ?> call = startSome(method, DEADLINE_MILLIS);
        call.await().assertFailed(GrpcStatus.DEADLINE_EXCEEDED);
        assertReleasedAndResumable();
    }

    static Stream<Arguments> leavings() {
        return Arrays.stream(Method.values()).flatMap(method -> Arrays.stream(ClientDeparture.values())
                .map(leaving -> Arguments.of(method, leaving)));
    }

    @ParameterizedTest
    @MethodSource("leavings")
    void writerThatLeaves_releasesItsUpload(Method method, ClientDeparture leaving) throws Exception {
        leaving.leave(startSome(method, NO_DEADLINE));
        client = StreamCall.client(vertx);
        assertReleasedAndResumable();
    }

    @ParameterizedTest
    @EnumSource
    void slowDisk_pausesTheWriter(Method method) throws Exception {
        Promise<Void> disk = Promise.promise();
        FaultyStore slow = new FaultyStore(LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS))
                .beforeWrite(offset -> disk.future());
        reopen(Listeners.config(root).put("store", ProvidedStore.section(slow)));
        StreamCall<?, ?> call = start(method, NO_DEADLINE);
        AtomicLong gone = new AtomicLong();
        for (int i = 0; i < PARTS; i++) {
            send(call, method, (long) i * PART, PART).onSuccess(taken -> gone.addAndGet(PART));
        }
        eventually(gone::get, () -> gone.get() > 0);
        StatRequest missing = StatRequest.newBuilder().setName("other").build();
        // On another connection: the window of this one is full.
        StreamCall.call(StreamCall.client(vertx), port, FilesServiceGrpcClient.Stat, missing)
                .assertFailed(GrpcStatus.NOT_FOUND);
        long goneMeanwhile = gone.get();
        call.cancel();
        disk.complete();
        assertThat(goneMeanwhile).isLessThan(MOST_BYTES_UNDER_WAY);
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }

    /** At most one response message waits for it. */
    @Test
    void writerThatReadsNoResponses_isNotPaused() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.takeNothing();
        call.send(WriteRequest.newBuilder().setStart(named(NAME)).build());
        for (int i = 0; i < 2_000; i++) {
            call.send(data(new byte[SENT], 0, SENT));
        }
        eventually(() -> "not stored", () -> storedBytes() == 2_000L * SENT);
        call.cancel();
    }

    /** Sends the first bytes and waits until they are stored. */
    private StreamCall<?, ?> startSome(Method method, long timeoutMillis) throws Exception {
        StreamCall<?, ?> call = start(method, timeoutMillis);
        send(call, method, 0, SENT);
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().stream()
                .anyMatch(transfer -> transfer.byteCount() == SENT));
        return call;
    }

    private StreamCall<?, ?> start(Method method, long timeoutMillis) throws Exception {
        if (method == Method.BYTE_STREAM) {
            return StreamCall.open(client, port, ByteStreamGrpcClient.Write, timeoutMillis);
        }
        StreamCall<WriteRequest, WriteResponse> call =
                StreamCall.open(client, port, FilesServiceGrpcClient.Write, timeoutMillis);
        begin(call, named(NAME));
        return call;
    }

    @SuppressWarnings("unchecked")
    private static Future<Void> send(StreamCall<?, ?> call, Method method, long offset, int length) {
        if (method == Method.WRITE) {
            return ((StreamCall<WriteRequest, WriteResponse>) call).send(data(new byte[length], 0, length));
        }
        io.chunkgate.proto.bytestream.WriteRequest message = io.chunkgate.proto.bytestream.WriteRequest.newBuilder()
                .setResourceName(NAME)
                .setWriteOffset(offset)
                .setData(ByteString.copyFrom(new byte[length]))
                .build();
        return ((StreamCall<io.chunkgate.proto.bytestream.WriteRequest, ?>) call).send(message);
    }

    private void assertReleasedAndResumable() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
        assertThat(storedBytes()).isEqualTo(SENT);
    }

    private long storedBytes() {
        QueryUploadRequest request =
                QueryUploadRequest.newBuilder().setName(NAME).build();
        try {
            return call(FilesServiceGrpcClient.QueryUpload, request).only().getStoredOffset();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
