package io.chunkgate.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.EventStream;
import io.chunkgate.testkit.MetadataOnlyFile;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.download.InMemoryDownload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that does not read its events, and another one that does. */
@ExtendWith(CheckedVertx.class)
class TransferEventsTest {
    private static final int SEND_BUFFER_BYTES = 16 * 1024;
    /** Makes events so large that a few of them fill all buffers between gateway and client. */
    private static final String PRINCIPAL = "x".repeat(100_000);

    private static final int TRANSFERS = 40;
    private static final int TRANSFERS_A_TICK = 2;
    private static final int MAX_TICKS = 200;

    private final AtomicInteger closedConnections = new AtomicInteger();

    @Test
    void slowClient_getsTheNumberOfDroppedEvents(Vertx vertx) throws Exception {
        int port = listen(vertx, 2000);
        try (EventStream slow = EventStream.narrow(port);
                EventStream prompt = opened(port, slow)) {
            moveAndRead(vertx, TRANSFERS, prompt);
            long received = 0;
            long leftOut = 0;
            while (received + leftOut < 2 * TRANSFERS) {
                EventStream.Event event = slow.next();
                received += event.kind().equals("progress") ? 0 : 1;
                leftOut += event.data().getLong("leftOut", 0L);
            }
            assertThat(received + leftOut).isEqualTo(2 * TRANSFERS);
            assertThat(received).isLessThan(TRANSFERS);
        }
    }

    @Test
    void clientThatDoesNotRead_isDisconnected_andOthersGetAllEvents(Vertx vertx) throws Exception {
        int port = listen(vertx, 100);
        try (EventStream slow = EventStream.narrow(port);
                EventStream prompt = opened(port, slow)) {
            int ticks = 0;
            while (closedConnections.get() == 0) {
                assertThat(ticks).as("ticks").isLessThan(MAX_TICKS);
                moveAndRead(vertx, TRANSFERS_A_TICK, prompt);
                assertThat(prompt.next("progress").getInteger("leftOut")).isZero();
                ticks++;
            }
            assertThat(slow.isEnded()).isTrue();
            moveAndRead(vertx, TRANSFERS_A_TICK, prompt);
        }
    }

    /** Both clients observe when this returns; the other one was first. */
    private static EventStream opened(int port, EventStream other) throws IOException {
        other.next("progress");
        EventStream stream = EventStream.open(port);
        stream.next("progress");
        return stream;
    }

    /** Begins and ends transfers, each after the client has read the event of the one before. */
    private static void moveAndRead(Vertx vertx, int transfers, EventStream client) throws IOException {
        for (int i = 0; i < transfers; i++) {
            Transfer transfer = Transfers.of(vertx)
                    .begin(new ClientId("http", "host:1", PRINCIPAL), Direction.DOWNLOAD, FileName.of("file"));
            assertThat(client.next("began").getLong("id")).isEqualTo(transfer.id());
            InMemoryDownload.track(new MetadataOnlyFile(), new ByteRange(0, 100), transfer, Future.succeededFuture());
            assertThat(client.next("ended").getLong("id")).isEqualTo(transfer.id());
        }
    }

    private int listen(Vertx vertx, long tickMillis) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(SEND_BUFFER_BYTES))
                .connectionHandler(connection -> connection.closeHandler(closed -> closedConnections.incrementAndGet()))
                .requestHandler(request -> TransferEvents.send(vertx, request, tickMillis))
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS)
                .actualPort();
    }
}
