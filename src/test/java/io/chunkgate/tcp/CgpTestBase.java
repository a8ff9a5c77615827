package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.server.Listener;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.transfer.Transfers;
import java.io.IOException;

/** Clients of the framed form before a door. */
abstract class CgpTestBase extends TcpServerTestBase {
    /** Behind the preamble, before HELLO. */
    final CgpClient connectCgp() throws IOException {
        return CgpClient.connect(Listeners.port(vertx, Listener.TCP));
    }

    /** Behind WELCOME. */
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
