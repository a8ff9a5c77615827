package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.transfer.Transfers;
import java.io.IOException;

/** A TCP server and CGP clients. */
abstract class CgpTestBase extends TcpServerTestBase {
    /** Connects and sends the preamble, but not HELLO. */
    final CgpClient connectCgp() throws IOException {
        return CgpClient.connect(Listeners.port(vertx, Listener.TCP));
    }

    /** Connects and completes the handshake. */
    final CgpClient session() throws IOException {
        CgpClient client = connectCgp();
        client.hello();
        return client;
    }

    final void awaitNothingRuns() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }
}
