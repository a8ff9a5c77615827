package io.chunkgate.crash;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import io.chunkgate.testkit.TestData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a disk fault the client gets an error, nothing is published, and the gateway continues. */
class DiskFaultsIT {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String TUS = "\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream";
    private static final String WRITES = "write,writev,pwrite64,pwritev";

    @TempDir
    private Path root;

    private PackagedGateway gateway;

    @Test
    @Requires(Need.MOUNT)
    void fullDisk_refusesUploads_andKeepsResumableOnes() throws Exception {
        Command.of("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", root)
                .run()
                .succeeded();
        try {
            gateway = PackagedGateway.start(root, "--set", "limits.minFreeSpace=0");
            byte[] served = TestData.file(root.resolve("served"), MEBIBYTE);
            byte[] tooMuch = new byte[20 * MEBIBYTE];
            assertRefused(507, put("announced", tooMuch));
            assertRefused(507, putChunked("chunked", tooMuch));
            assertThat(sendRaw(tooMuch)).isEqualTo(-8);
            assertThat(uploads()).isEmpty();
            byte[] bytes = TestData.bytes(10 * MEBIBYTE);
            String upload = createByTus(bytes.length);
            Path filler = root.resolve("filler");
            TestData.file(filler, 10 * MEBIBYTE);
            assertRefused(507, patch(upload, 0, bytes));
            assertThat(get("served").body()).isEqualTo(served);
            Files.delete(filler);
            int offset = offset(upload);
            assertThat(patch(upload, offset, Arrays.copyOfRange(bytes, offset, bytes.length))
                            .status())
                    .isEqualTo(204);
            assertThat(root.resolve("tus.bin")).hasBinaryContent(bytes);
            assertThat(names()).containsExactlyInAnyOrder("served", "tus.bin");
            gateway.close();
        } finally {
            Command.of("umount", root).run().succeeded();
        }
    }

    @Test
    @Requires(Need.PRLIMIT)
    void withoutFreeDescriptors_uploadsAreRefused() throws Exception {
        gateway = PackagedGateway.start(root);
        TestData.file(root.resolve("served"), MEBIBYTE);
        assertThat(put("before", new byte[10]).status()).isEqualTo(201);
        List<RawHttp> connections = connections(3);
        RawHttp running = connections.get(0);
        assertThat(begin(running, "running").status()).isEqualTo(100);
        limitDescriptors(10); // The gateway has more, so it gets no further one.
        assertRefused(507, begin(connections.get(1), "new"));
        connections.get(2).sendHead("GET /files/served HTTP/1.1");
        assertRefused(503, connections.get(2).read());
        running.send(new byte[MEBIBYTE]);
        assertRefused(507, running.read());
        assertThat(names()).containsExactlyInAnyOrder("served", "before");
        limitDescriptors(4096);
        for (RawHttp connection : connections) {
            connection.close();
        }
        assertThat(put("after", new byte[10]).status()).isEqualTo(201);
        assertThat(get("served").status()).isEqualTo(200);
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {WRITES, "fsync,fdatasync"})
    @Requires(Need.STRACE)
    void brokenDisk_failsOnlyTheUpload(String calls) throws Exception {
        gateway = PackagedGateway.start(root);
        byte[] bytes = TestData.bytes(MEBIBYTE);
        String upload = createByTus(bytes.length);
        assertThat(patch(upload, 0, Arrays.copyOf(bytes, 1000)).status()).isEqualTo(204);
        Path file = ownFolder().resolve(upload.substring(upload.lastIndexOf('/') + 1));
        try (RunningCommand broken = breakDisk(calls, file)) {
            assertRefused(500, patch(upload, 1000, Arrays.copyOfRange(bytes, 1000, bytes.length)));
            assertThat(broken.err()).contains("EIO");
        }
        assertThat(offset(upload)).isEqualTo(-1);
        assertThat(names()).isEmpty();
        assertThat(uploads()).isEmpty();
        assertThat(put("after", bytes).status()).isEqualTo(201);
        gateway.closeAfterFault();
    }

    @ParameterizedTest
    @ValueSource(strings = {WRITES, "fsync,fdatasync"})
    @Requires(Need.STRACE)
    void brokenDisk_isReportedOverTcp(String calls) throws Exception {
        gateway = PackagedGateway.start(root);
        byte[] bytes = TestData.bytes(MEBIBYTE);
        try (Socket socket = new Socket("127.0.0.1", gateway.port(Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(bytes.length);
            out.write(bytes, 0, 1000);
            eventually(this::uploads, () -> uploads().size() == 1);
            try (RunningCommand broken = breakDisk(calls, uploads().get(0))) {
                out.write(bytes, 1000, bytes.length - 1000);
                assertThat(new DataInputStream(socket.getInputStream()).readLong())
                        .isEqualTo(-13);
                assertThat(broken.err()).contains("EIO");
            }
        }
        assertThat(names()).isEmpty();
        assertThat(sendRaw(bytes)).isEqualTo(bytes.length);
        gateway.closeAfterFault();
    }

    /** Makes these system calls on a file fail until the returned command is closed. */
    private RunningCommand breakDisk(String calls, Path file) {
        RunningCommand strace = Command.of("strace", "-f", "-p", gateway.pid(), "-P", file, "-e", "trace=" + calls)
                .with("-e", "inject=" + calls + ":error=EIO")
                .start();
        eventually(strace::err, () -> strace.err().contains("attached"));
        return strace;
    }

    private static void assertRefused(int status, Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().getInteger("status")).isEqualTo(status);
    }

    /** Opens connections and waits until the gateway has accepted them. */
    private List<RawHttp> connections(int count) throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawHttp connection = new RawHttp(gateway.port(Listener.HTTP));
            connection.sendHead("GET /health/live HTTP/1.1");
            assertThat(connection.read().status()).isLessThan(300);
            connections.add(connection);
        }
        return connections;
    }

    /** Sends the head of an upload of 1 MiB; it is open after a 100 response. */
    private static Reply begin(RawHttp connection, String name) throws IOException {
        connection.sendHead("PUT /files/" + name + " HTTP/1.1\nExpect: 100-continue\nContent-Length: " + MEBIBYTE);
        return connection.read();
    }

    /** Limits the descriptors of the gateway to numbers below the limit. */
    private void limitDescriptors(int limit) {
        Command.of("prlimit", "--pid", gateway.pid(), "--nofile=" + limit + ":")
                .run()
                .succeeded();
    }

    private Reply get(String name) throws IOException {
        return RawHttp.request(gateway.port(Listener.HTTP), "GET /files/" + name + " HTTP/1.1");
    }

    private Reply put(String name, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(gateway.port(Listener.HTTP))) {
            connection.sendHead(
                    "PUT /files/" + name + " HTTP/1.1\nExpect: 100-continue\nContent-Length: " + body.length);
            Reply first = connection.read();
            if (first.status() != 100) {
                return first;
            }
            connection.send(body);
            return connection.read();
        }
    }

    private Reply putChunked(String name, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(gateway.port(Listener.HTTP))) {
            connection.sendHead("PUT /files/" + name + " HTTP/1.1\nTransfer-Encoding: chunked");
            connection.send((Integer.toHexString(body.length) + "\r\n").getBytes(US_ASCII));
            connection.send(body);
            connection.send("\r\n0\r\n\r\n".getBytes(US_ASCII));
            return connection.read();
        }
    }

    private long sendRaw(byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port(Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(bytes.length);
            out.write(bytes, 0, Math.min(bytes.length, MEBIBYTE));
            return new DataInputStream(socket.getInputStream()).readLong();
        }
    }

    /** The path of a new upload that will be {@code tus.bin}. */
    private String createByTus(int size) throws IOException {
        Reply created = RawHttp.request(
                gateway.port(Listener.HTTP),
                "POST /uploads HTTP/1.1" + TUS + "\nUpload-Metadata: filename dHVzLmJpbg==\nUpload-Length: " + size);
        assertThat(created.status()).isEqualTo(201);
        return created.header("Location");
    }

    private Reply patch(String path, int offset, byte[] body) throws IOException {
        String head = "PATCH " + path + " HTTP/1.1" + TUS + "\nUpload-Offset: " + offset;
        return RawHttp.request(gateway.port(Listener.HTTP), head, body);
    }

    /** Returns -1 for an unknown upload. */
    private int offset(String path) throws IOException {
        try (RawHttp connection = new RawHttp(gateway.port(Listener.HTTP))) {
            connection.sendHead("HEAD " + path + " HTTP/1.1" + TUS);
            Reply reply = connection.readHead();
            return reply.status() == 200 ? Integer.parseInt(reply.header("Upload-Offset")) : -1;
        }
    }

    private Path ownFolder() {
        return root.resolve(".chunkgate/uploads");
    }

    /** The stored state of uploads. */
    private List<Path> uploads() {
        return list(ownFolder());
    }

    /** The published files. */
    private List<String> names() {
        return list(root).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.equals(".chunkgate") && !name.equals("incoming"))
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
