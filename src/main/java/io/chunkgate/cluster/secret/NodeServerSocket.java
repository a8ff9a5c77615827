package io.chunkgate.cluster.secret;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server socket that accepts nodes of the cluster alone: {@link #accept} returns a connection after its TLS handshake, and
 * closes others. The handshakes run one after the other, each for at most a second, so that no thread waits for strangers.
 */
final class NodeServerSocket extends ServerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServerSocket.class);
    private static final long HANDSHAKE_MILLIS = 1000;
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SSLSocketFactory sockets;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "chunkgate-node-handshakes");
        thread.setDaemon(true);
        return thread;
    });
    private long loggedNanos = System.nanoTime() - LOG_NANOS;
    private int unloggedCount;

    NodeServerSocket(SSLSocketFactory sockets) throws IOException {
        this.sockets = sockets;
    }

    @Override
    public Socket accept() throws IOException {
        Optional<Socket> node;
        do {
            node = authenticate(super.accept());
        } while (node.isEmpty());
        return node.get();
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        super.close();
    }

    private Optional<Socket> authenticate(Socket client) throws IOException {
        SocketAddress address = client.getRemoteSocketAddress();
        Future<?> deadline = deadlines.schedule(() -> abort(client), HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
        try {
            SSLSocket node = (SSLSocket) sockets.createSocket(client, null, client.getPort(), true);
            node.setUseClientMode(false);
            node.setNeedClientAuth(true);
            node.startHandshake();
            return Optional.of(node);
        } catch (IOException e) {
            abort(client);
            logRefusal(address, e);
            return Optional.empty();
        } finally {
            deadline.cancel(false);
        }
    }

    private static void abort(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("Closed a connection", e);
        }
    }

    /** Logs one line a minute, since strangers can connect without end. */
    private void logRefusal(SocketAddress address, IOException cause) {
        if (System.nanoTime() - loggedNanos < LOG_NANOS) {
            unloggedCount++;
            return;
        }
        LOG.warn(
                "Refused {} as a node of the cluster: it has another cluster.secret, or none ({}; {} more in the last minutes)",
                address,
                cause.getMessage(),
                unloggedCount);
        loggedNanos = System.nanoTime();
        unloggedCount = 0;
    }
}
