package io.chunkgate.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.crash.Acknowledged.Unfinished;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that upload until the gateway is killed, and record what it acknowledged. */
final class Uploaders {
    static final String REPLACED = "replaced";

    private static final int MAX_PART_BYTES = 400_000;

    private final int httpPort;
    private final int tcpPort;
    private final AtomicLong numbers;
    private final Acknowledged acknowledged;

    /** @param numbers the source of content numbers */
    Uploaders(int httpPort, int tcpPort, AtomicLong numbers, Acknowledged acknowledged) {
        this.httpPort = httpPort;
        this.tcpPort = tcpPort;
        this.numbers = numbers;
        this.acknowledged = acknowledged;
    }

    interface Step {
        void run() throws IOException;
    }

    /** Repeats an upload until the gateway is killed. */
    static Void untilCut(Step step) {
        try {
            while (true) {
                step.run();
            }
        } catch (IOException cut) {
            return null;
        }
    }

    /** tus in several PATCH requests, some with a checksum. */
    void tus() throws IOException {
        Content content = next();
        String name = "tus/" + content.number();
        Reply created = request("POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: " + content.size()
                + "\nUpload-Metadata: filename "
                + Base64.getEncoder().encodeToString(name.getBytes(UTF_8)));
        assertThat(created.status()).isEqualTo(201);
        finish(created.header("Location"), new Unfinished(name, content, 0));
    }

    /** Completes an upload. */
    void finish(String path, Unfinished upload) throws IOException {
        Unfinished now = upload;
        acknowledged.unfinished.put(path, now);
        while (now.offset() < now.content().size()) {
            now = new Unfinished(now.name(), now.content(), patch(path, now));
            acknowledged.unfinished.put(path, now);
        }
        acknowledged.files.put(now.name(), now.content());
        acknowledged.unfinished.remove(path);
    }

    /** The offset of an upload, by HEAD; -1 for an unknown upload. */
    int offset(String path) throws IOException {
        try (RawHttp connection = new RawHttp(httpPort)) {
            connection.sendHead("HEAD " + path + " HTTP/1.1\nTus-Resumable: 1.0.0");
            Reply reply = connection.readHead();
            return reply.status() == 200 ? Integer.parseInt(reply.header("Upload-Offset")) : -1;
        }
    }

    /** PUT under a new name, half of the time with a create-only condition. */
    void put() throws IOException {
        Content content = next();
        String condition = content.number() % 2 == 0 ? "\nIf-None-Match: *" : "";
        Reply reply = put("put/" + content.number(), content, condition);
        assertThat(reply.status()).isEqualTo(201);
        acknowledged.files.put("put/" + content.number(), content);
    }

    /** PUT under the same name repeatedly. */
    void replace() throws IOException {
        Content content = next();
        assertThat(put(REPLACED, content, "").status()).isIn(201, 204);
        acknowledged.replaced.set(content.number());
    }

    /** Raw mode over TCP. */
    void raw() throws IOException {
        Content content = next();
        try (Socket socket = new Socket("127.0.0.1", tcpPort)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(content.size());
            out.write(content.bytes());
            assertThat(new DataInputStream(socket.getInputStream()).readLong()).isEqualTo(content.size());
            acknowledged.raw.add(content.number());
        }
    }

    /** GET of the replaced name: always one complete version. */
    void read() throws IOException {
        Reply reply = request("GET /files/" + REPLACED + " HTTP/1.1");
        boolean isCut = reply.body().length < Integer.parseInt(reply.header("Content-Length"));
        if (isCut) {
            throw new IOException("cut");
        }
        if (reply.status() == 200) {
            Content.numberOf("GET", reply.body());
        }
    }

    private int patch(String path, Unfinished upload) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] all = upload.content().bytes();
        int end = Math.min(all.length, upload.offset() + random.nextInt(1, MAX_PART_BYTES));
        byte[] part = Arrays.copyOfRange(all, upload.offset(), end);
        String checksum = random.nextBoolean() ? "\nUpload-Checksum: sha256 " + Sha256.base64(part) : "";
        Reply reply = RawHttp.request(
                httpPort,
                "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream"
                        + "\nUpload-Offset: " + upload.offset() + checksum,
                part);
        assertThat(reply.status()).isEqualTo(204);
        return Integer.parseInt(reply.header("Upload-Offset"));
    }

    private Reply put(String name, Content content, String headers) throws IOException {
        return RawHttp.request(httpPort, "PUT /files/" + name + " HTTP/1.1" + headers, content.bytes());
    }

    private Reply request(String head) throws IOException {
        return RawHttp.request(httpPort, head);
    }

    private Content next() {
        return Content.of(numbers.getAndIncrement());
    }
}
