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

/** The server-sent events of {@code GET /transfers}, which are read when the test reads them. Reads give up after 20 s. */
public final class EventStream implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String KIND = "event: ";
    private static final String DATA = "data: ";

    private final Socket socket;
    private final BufferedReader lines;

    /** One of them. */
    public record Event(String kind, JsonObject data) {}

    private EventStream(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    public static EventStream open(int port) throws IOException {
        return open(port, new Socket());
    }

    /** One for which the kernel has next to no room while the test does not read. */
    public static EventStream narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        return open(port, socket);
    }

    private static EventStream open(int port, Socket socket) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream()
                .write("GET /transfers HTTP/1.1\r\nHost: gate\r\nAccept: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return new EventStream(socket);
    }

    /** The next, whatever it is; waits for it. */
    public Event next() throws IOException {
        String kind = lineWith(KIND);
        return new Event(kind, new JsonObject(lineWith(DATA)));
    }

    /** The next of a kind; those before it are gone. */
    public JsonObject next(String kind) throws IOException {
        Event event = next();
        while (!event.kind().equals(kind)) {
            event = next();
        }
        return event.data();
    }

    /** Whether the other side ends the connection, well or not, after what it still has to say. */
    public boolean isEnded() {
        try {
            while (lines.readLine() != null) {
                // What was on its way comes before the end.
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
