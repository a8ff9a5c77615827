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
 * An HTTP/1.1 connection on which the test writes every byte. Interim responses are visible, and bodies can be cut
 * anywhere. Reads time out after 20 s.
 */
public final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * A response, interim or final.
     *
     * @param headers by name, ignoring case
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
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
    }

    /** Sends one request on a new connection and returns its final response. */
    public static Reply request(int port, String head, byte[] body) throws IOException {
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

    /** As {@link #request(int, String, byte[])}, without a body or its length. */
    public static Reply request(int port, String head) throws IOException {
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

    /** Reads the next response. Only a final response has a body; for HEAD use {@link #readHead}. */
    public Reply read() throws IOException {
        Reply head = readHead();
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return head;
        }
        return new Reply(head.status(), head.headers(), readBody(head.headers()));
    }

    /** Reads the head of the next response. */
    public Reply readHead() throws IOException {
        String[] status = readLine().split(" ", 3);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(status[1]), headers, new byte[0]);
    }

    /** Waits for the end or the reset of the connection; false if bytes arrive. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether bytes of a response have arrived. */
    public boolean hasResponse() throws IOException {
        return in.available() > 0;
    }

    /** Reads to the end of the connection. */
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
