package io.chunkgate.tcp;

import static io.chunkgate.testing.Eventually.eventually;

import io.chunkgate.door.Listener;
import io.chunkgate.testing.Doors;
import io.chunkgate.transfer.Transfers;
import java.io.IOException;

/** Clients of the framed form before a door. */
abstract class FramedTestBase extends TcpDoorTestBase {
    /** Behind the preamble, before HELLO. */
    final FramedClient connectFramed() throws IOException {
        return FramedClient.connect(Doors.port(vertx, Listener.TCP));
    }

    /** Behind WELCOME. */
    final FramedClient session() throws IOException {
        FramedClient client = connectFramed();
        client.hello();
        return client;
    }

    final void awaitNothingRuns() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }
}
