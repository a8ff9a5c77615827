package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import java.io.IOException;
import java.util.Arrays;

/** Shared by the ways to upload over HTTP. */
final class HttpUploads {
    private HttpUploads() {}

    /** Sends a request until the connection is lost. */
    static void sendUntilCut(int port, String head, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head + "\nContent-Length: " + body.length);
            connection.send(body);
            connection.readRest();
        } catch (IOException cut) {
            // Expected.
        }
    }

    /** Queries the state of an upload. */
    static Reply head(int port, String id, String headers) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead("HEAD /uploads/" + id + " HTTP/1.1\n" + headers);
            return connection.readHead();
        }
    }

    static int offset(Reply reply) {
        String offset = reply.header("Upload-Offset");
        assertThat(offset).as("Upload-Offset of %s", reply).isNotNull();
        return Integer.parseInt(offset);
    }

    /** Sends the rest of a file and expects success. */
    static void sendRest(int port, String head, byte[] bytes, int offset) throws IOException {
        Reply reply = RawHttp.request(port, head, Arrays.copyOfRange(bytes, offset, bytes.length));
        assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    }
}
