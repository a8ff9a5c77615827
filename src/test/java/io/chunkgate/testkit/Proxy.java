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

/** Passes connections of 127.0.0.1 on to a port, and lets what extends it see how much goes through. */
public abstract class Proxy implements AutoCloseable {
    private static final int PART_BYTES = 16 * 1024;
    /** What a reset destroys on its way; the megabytes that the kernel would buffer are more than a network holds. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private long bytesToServer;
    private long bytesToClient;

    /** @param target the port that connections are passed on to */
    Proxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Where clients connect to. */
    public final int port() {
        return listener.getLocalPort();
    }

    /** Passes new connections on to another port. */
    public final void target(int port) {
        target = port;
    }

    /** What was passed on to the server so far. */
    public final synchronized long bytesToServer() {
        return bytesToServer;
    }

    /** What was passed on to clients so far. */
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
     * Called on the connection's own thread before some bytes go through.
     *
     * @return how many of them may
     */
    int allowed(int byteCount, boolean toServer) {
        return byteCount;
    }

    /** Called on the connection's own thread after some bytes went through. */
    abstract void passed(long byteCount);

    /** @param reset whether with a reset, which destroys what is on its way; else with an end */
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
        } catch (IOException nobodyThere) {
            cut(client, true);
        }
    }

    private void relay(Socket from, Socket to, boolean toServer) {
        byte[] part = new byte[PART_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(part);
            while (count >= 0) {
                int allowed = allowed(count, toServer);
                out.write(part, 0, allowed);
                count(allowed, toServer);
                passed(allowed);
                count = in.read(part);
            }
        } catch (IOException cut) {
            // Whoever cut it closed both.
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
            // That is what was wanted.
        }
        sockets.remove(socket);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
