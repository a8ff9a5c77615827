package io.chunkgate.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many connections on which a client sends the same bytes as far as the gateway takes them, reads nothing, and waits. Closing
 * this closes them.
 */
final class HeldConnections implements Closeable {
    /** Clients of a few addresses, so that no limit of an address stops them, nor do they use up that of 127.0.0.1. */
    private static final int CONNECTIONS_PER_ADDRESS = 1000;
    /** Unsent bytes are in the gateway's memory or nowhere. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private static final int CONNECT_MILLIS = 5000;
    private static final long PATIENCE_MILLIS = 1000;
    private static final long MAX_SECONDS = 20;

    private final Selector selector = Selector.open();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Thread thread;

    private HeldConnections(int port, int count, ByteBuffer bytes, Greeting greeting) throws IOException {
        thread = new Thread(() -> run(port, count, bytes, greeting), "held connections");
        thread.setDaemon(true);
        thread.start();
    }

    /** What a client does on its connection, which blocks, before it sends the bytes. */
    interface Greeting {
        void greet(SocketChannel connection) throws IOException;
    }

    /** Opens the connections, and returns when the gateway has taken all bytes or takes no more. */
    static HeldConnections open(int port, int count, byte[] bytes, Greeting greeting) throws IOException {
        HeldConnections connections = new HeldConnections(port, count, ByteBuffer.wrap(bytes), greeting);
        try {
            connections.held.await(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return connections;
    }

    static HeldConnections open(int port, int count, byte[] bytes) throws IOException {
        return open(port, count, bytes, connection -> {});
    }

    @Override
    public void close() throws IOException {
        thread.interrupt(); // Ends a blocking call on a connection, and the selector's.
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run(int port, int count, ByteBuffer bytes, Greeting greeting) {
        try {
            for (int i = 0; i < count && !Thread.currentThread().isInterrupted(); i++) {
                connect(port, i, bytes.duplicate(), greeting);
            }
            boolean progress = true;
            while (progress && selector.keys().stream().anyMatch(HeldConnections::isUnsent)) {
                progress = selector.select(HeldConnections::send, PATIENCE_MILLIS) > 0;
            }
        } catch (IOException refused) {
            // The gateway accepts no more, or this is closed.
        } finally {
            held.countDown();
        }
    }

    private void connect(int port, int number, ByteBuffer bytes, Greeting greeting) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        connection.bind(new InetSocketAddress("127.0.0." + (2 + number / CONNECTIONS_PER_ADDRESS), 0));
        try {
            connection.socket().connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            greeting.greet(connection);
        } catch (IOException refused) {
            connection.close();
            throw refused;
        }
        connection.configureBlocking(false);
        send(connection.register(selector, SelectionKey.OP_WRITE, bytes));
    }

    private static boolean isUnsent(SelectionKey key) {
        return key.isValid() && key.interestOps() != 0;
    }

    private static void send(SelectionKey key) {
        ByteBuffer bytes = (ByteBuffer) key.attachment();
        try {
            ((SocketChannel) key.channel()).write(bytes);
            key.interestOps(bytes.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        } catch (IOException closedByGateway) {
            key.interestOps(0);
        }
    }
}
