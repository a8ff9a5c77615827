package io.chunkgate.interop;

import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2Stream;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2 connections with many requests, of each of which a client sends the same part of the body as far as the gateway takes
 * it, and never its end. Closing this closes them.
 */
final class HeldStreams implements Closeable {
    private static final int PATIENCE_MILLIS = 1000;
    private static final long MAX_SECONDS = 20;

    private final List<RawHttp2> connections = new ArrayList<>();
    private final CountDownLatch held;

    /** A request: what the client sends on each stream. */
    record Request(String method, String path, Map<String, String> headers, byte[] body) {}

    private HeldStreams(int count) {
        held = new CountDownLatch(count);
    }

    /**
     * Opens the streams, and returns when the gateway has taken all bytes or takes no more.
     *
     * @param streams requests on each connection
     */
    static HeldStreams open(int port, int connections, int streams, Request request) throws IOException {
        HeldStreams all = new HeldStreams(connections);
        for (int i = 0; i < connections; i++) {
            RawHttp2 connection = new RawHttp2(port);
            all.connections.add(connection);
            Thread thread = new Thread(() -> all.hold(connection, streams, request), "held streams");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            all.held.await(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        for (RawHttp2 connection : connections) {
            connection.close();
        }
    }

    private void hold(RawHttp2 connection, int count, Request request) {
        try {
            List<Sender> senders = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                senders.add(new Sender(connection.open(request.method, request.path, request.headers), request.body));
            }
            boolean progress = true;
            while (progress && senders.stream().anyMatch(Sender::isUnsent)) {
                progress = sendOrReceive(connection, senders);
            }
        } catch (IOException ended) {
            // The gateway ended the connection, or this is closed.
        } finally {
            held.countDown();
        }
    }

    /** False if nothing can be sent and no frame comes. */
    private static boolean sendOrReceive(RawHttp2 connection, List<Sender> senders) throws IOException {
        boolean sent = false;
        for (Sender sender : senders) {
            sent |= sender.send();
        }
        return connection.poll(sent ? 1 : PATIENCE_MILLIS) || sent;
    }

    private static final class Sender {
        private final RawHttp2Stream stream;
        private final byte[] body;
        private int offset;

        Sender(RawHttp2Stream stream, byte[] body) {
            this.stream = stream;
            this.body = body;
        }

        boolean isUnsent() {
            return offset < body.length && !stream.isOver();
        }

        /** Sends a frame, if a part is left and the windows allow it. */
        boolean send() throws IOException {
            int before = offset;
            if (isUnsent()) {
                offset += stream.sendSome(body, offset, false);
            }
            return offset > before;
        }
    }
}
