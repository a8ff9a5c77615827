package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Events of a connection outside its calls. */
class ConnectionTest extends FilesTestBase {
    private static final int PINGS = 300;

    private final byte[] bytes = TestData.bytes(1_000_000);

    /** Other servers close the connection of a client that pings often. */
    @Test
    void manyPings_areAllAcknowledged() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        begin(call, named("file.bin"));
        ping(call.connection()).await(20, TimeUnit.SECONDS);
        call.send(data(bytes, 0, bytes.length));
        call.sendLast(finish());
        call.await().assertOk();
    }

    /** On the connection's event loop; on another thread Vert.x 5.0.12 may miss an acknowledgement. */
    private static Future<?> ping(HttpConnection connection) {
        Promise<Void> replied = Promise.promise();
        ((ConnectionBase) connection).context().runOnContext(v -> {
            List<Future<Buffer>> pings = new ArrayList<>();
            for (int i = 0; i < PINGS; i++) {
                pings.add(connection.ping(Buffer.buffer().appendLong(i)));
            }
            Future.all(pings).<Void>mapEmpty().onComplete(replied);
        });
        return replied.future();
    }

    @Test
    void drain_sendsGoAway_andUploadsFinish() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        AtomicBoolean goAway = new AtomicBoolean();
        // Vert.x's goAwayHandler (5.0.12) leaks its buffer; this handler is called at GOAWAY as well.
        call.connection().shutdownHandler(said -> goAway.set(true));
        begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000));
        Future<Void> closed = vertx.undeploy(server);
        eventually(() -> "no GOAWAY", goAway::get);
        assertThat(closed.isComplete()).isFalse();
        client = StreamCall.client(vertx);
        assertThatThrownBy(() -> startRead(ReadRequest.newBuilder().setName("file.bin")));
        call.send(data(bytes, 1000, bytes.length));
        call.sendLast(finish());
        call.await().assertOk();
        closed.await(20, TimeUnit.SECONDS);
        assertThat(Files.readAllBytes(root.resolve("file.bin"))).isEqualTo(bytes);
    }
}
