package io.chunkgate.testkit;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The server-sent events of {@code GET /transfers}. Reads time out after 20 s. */
public final class EventStream implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final String KIND = "event: ";
    private static final String DATA = "data: ";

    private final Socket socket;
    private final BufferedReader lines;

    public record Event(String kind, JsonObject data) {}

    private EventStream(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    public static EventStream open(int port) throws IOException {
        return open(port, new Socket(), "");
    }

    public static EventStream withToken(int port, String token) throws IOException {
        return open(port, new Socket(), "Authorization: Bearer " + token + "\r\n");
    }

    /** A stream with a small receive buffer, so that it blocks the gateway soon if the test does not read. */
    public static EventStream narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        return open(port, socket, "");
    }

    /** @param headers further ones of the request */
    private static EventStream open(int port, Socket socket, String headers) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream()
                .write(("GET /transfers HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new EventStream(socket);
    }

    /** Waits for the next event. */
    public Event next() throws IOException {
        String kind = lineWith(KIND);
        return new Event(kind, new JsonObject(lineWith(DATA)));
    }

    /** Waits for the next event of a kind; skips others. */
    public JsonObject next(String kind) throws IOException {
        Event event = next();
        while (!event.kind().equals(kind)) {
            event = next();
        }
        return event.data();
    }

    /** Waits for the end of the connection; false after the timeout. */
    public boolean isEnded() {
        try {
            while (lines.readLine() != null) {
                // Skips events in flight.
            }
            return true;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String lineWith(String start) throws IOException {
        @Nullable String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new EOFException("the events ended before: " + start);
        }
        return line.substring(start.length());
    }
}
