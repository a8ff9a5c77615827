package io.chunkgate.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards connections of 127.0.0.1 to a port. Subclasses observe and limit the forwarded bytes. */
public abstract class Proxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;
    /** Limits what a reset discards: by default the kernel buffers more than a network has in flight. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private long bytesToServer;
    private long bytesToClient;

    /** @param target the port of the server */
    Proxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The port for clients. */
    public final int port() {
        return listener.getLocalPort();
    }

    /** Forwards new connections to another port. */
    public final void target(int port) {
        target = port;
    }

    /** The number of bytes forwarded to the server so far. */
    public final synchronized long bytesToServer() {
        return bytesToServer;
    }

    /** The number of bytes forwarded to clients so far. */
    public final synchronized long bytesToClient() {
        return bytesToClient;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll(false);
    }

    /**
     * Called on the connection's thread before bytes are forwarded.
     *
     * @return how many of them to forward
     */
    int allowed(int byteCount, boolean toServer) {
        return byteCount;
    }

    /** Called on the connection's thread after bytes were forwarded. */
    abstract void passed(long byteCount);

    /** @param reset whether to send a reset, which discards bytes in flight; otherwise an end */
    final void cutAll(boolean reset) {
        for (Socket socket : sockets) {
            cut(socket, reset);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException closed) {
                // The loop ends.
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            client.setSendBufferSize(SEND_BUFFER_BYTES);
            server.setSendBufferSize(SEND_BUFFER_BYTES);
            start(() -> relay(client, server, true));
            start(() -> relay(server, client, false));
        } catch (IOException refused) {
            cut(client, true);
        }
    }

    private void relay(Socket from, Socket to, boolean toServer) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(chunk);
            while (count >= 0) {
                int allowed = allowed(count, toServer);
                out.write(chunk, 0, allowed);
                count(allowed, toServer);
                passed(allowed);
                count = in.read(chunk);
            }
        } catch (IOException cut) {
            // cut() has closed both sockets.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void count(int byteCount, boolean toServer) {
        bytesToServer += toServer ? byteCount : 0;
        bytesToClient += toServer ? 0 : byteCount;
    }

    private void cut(Socket socket, boolean reset) {
        try {
            socket.setSoLinger(reset, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            // Nothing to do.
        }
        sockets.remove(socket);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
