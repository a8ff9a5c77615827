package io.chunkgate.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1 on which a test says every byte itself: interim answers are seen, bodies are cut where it
 * wants. Reads give up after 20 s.
 */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * An answer, interim or final.
     *
     * @param headers by their names in any case
     */
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonObject json() {
            return new JsonObject(text());
        }
    }

    public RawHttp(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** Sends one request on a connection of its own and returns its final answer. */
    public static Reply ask(int port, String head, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head + "\nContent-Length: " + body.length);
            connection.send(body);
            Reply reply = connection.read();
            while (reply.status() < 200) {
                reply = connection.read();
            }
            return reply;
        }
    }

    /** As {@link #ask(int, String, byte[])}, without a body or its length. */
    public static Reply ask(int port, String head) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head);
            return connection.read();
        }
    }

    /** @param head request line and headers, separated by line feeds; Host is added */
    public void sendHead(String head) throws IOException {
        send((head.strip().replaceAll("\\s*\n\\s*", "\r\n") + "\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next answer, of which only a final one has a body; of a HEAD, see {@link #readHead}. */
    public Reply read() throws IOException {
        Reply head = readHead();
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return head;
        }
        return new Reply(head.status(), head.headers(), readBody(head.headers()));
    }

    /** The next answer up to its empty line. */
    public Reply readHead() throws IOException {
        String[] status = readLine().split(" ", 3);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(status[1]), headers, new byte[0]);
    }

    /** Whether the other side has ended the connection, well or not; waits for it. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether some bytes of an answer have come. */
    public boolean isAnswered() throws IOException {
        return in.available() > 0;
    }

    /** All that comes until the other side ends the connection well. */
    public String readRest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] readBody(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("Transfer-Encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunkLength(); length > 0; length = chunkLength()) {
            body.write(in.readNBytes(length));
            readLine();
        }
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            headers.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        return body.toByteArray();
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }
}
