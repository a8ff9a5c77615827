package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.JvmMemory;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CGP of the packaged program, with a client in another language, and with many silent connections. */
@Requires(Need.PYTHON)
class CgpClientsIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int IDLE = 1000;
    private static final int HALF_OPEN = 200;

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    @Test
    void pythonClient_uploadsResumesAndDownloads() throws IOException {
        Path file = LargeFiles.random(folder.resolve("file"), 3 * MEBIBYTE + 5);
        try (PackagedGateway gateway = PackagedGateway.start(root)) {
            int port = gateway.port(Listener.TCP);
            String begun = PythonClients.cgp()
                    .with("put", "127.0.0.1", port, file, "in/a.bin", "--stop-after", MEBIBYTE)
                    .run()
                    .succeeded()
                    .out();
            Matcher id = Pattern.compile("upload ([0-9a-f]{32}) from 0").matcher(begun);
            assertThat(id.find()).as(begun).isTrue();
            assertThat(root.resolve("in/a.bin")).doesNotExist();

            String rest = PythonClients.cgp()
                    .with("put", "127.0.0.1", port, file, "in/a.bin", "--upload", id.group(1))
                    .run()
                    .succeeded()
                    .out();
            assertThat(rest).contains("from " + MEBIBYTE).contains("done {");
            LargeFiles.assertSame(root.resolve("in/a.bin"), file);

            Path copy = folder.resolve("copy");
            Files.write(copy, Arrays.copyOf(Files.readAllBytes(file), (int) (2 * MEBIBYTE)));
            String got = PythonClients.cgp()
                    .with("get", "127.0.0.1", port, "in/a.bin", copy)
                    .run()
                    .succeeded()
                    .out();
            assertThat(got).contains("from " + 2 * MEBIBYTE).contains("done {");
            LargeFiles.assertSame(copy, file);
        }
    }

    /** The idle timeout closes connections after WELCOME, the handshake timeout those before HELLO. */
    @Test
    void silentConnections_useLittleMemory_blockNoOtherClient_andAreClosed() throws IOException {
        Files.writeString(root.resolve("file"), "hello");
        List<Socket> silent = new ArrayList<>();
        Command serve = PackagedGateway.serve(root)
                .withEnvironment("JAVA_OPTS", JvmMemory.OPTION)
                .with("--set", "tcp.idleTimeoutMs=15000", "--set", "tcp.handshakeTimeoutMs=15000");
        try (PackagedGateway gateway = PackagedGateway.start(serve, root)) {
            int port = gateway.port(Listener.TCP);
            try {
                fetch(port);
                JvmMemory before = JvmMemory.of(gateway.pid());
                for (int i = 0; i < IDLE; i++) {
                    silent.add(session(port));
                }
                for (int i = 0; i < HALF_OPEN; i++) {
                    silent.add(halfOpen(port, i));
                }
                JvmMemory with = JvmMemory.of(gateway.pid());
                assertThat(with.heapBytes() - before.heapBytes()).isLessThan(32 * MEBIBYTE);
                assertThat(with.nativeBytes() - before.nativeBytes()).isLessThan(64 * MEBIBYTE);
                fetch(port);
                for (Socket socket : silent) {
                    socket.getInputStream().readAllBytes();
                }
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }
    }

    private void fetch(int port) {
        Path copy = folder.resolve("fetched");
        copy.toFile().delete();
        PythonClients.cgp().with("get", "127.0.0.1", port, "file", copy).run().succeeded();
        assertThat(copy).hasContent("hello");
    }

    /** Opens connections and waits for WELCOME. */
    private static Socket session(int port) throws IOException {
        Socket socket = connect(port);
        Buffer hello = Frame.of(FrameType.HELLO, 0, Buffer.buffer("{}")).encode();
        socket.getOutputStream().write(Preamble.bytes().appendBuffer(hello).getBytes());
        byte[] head = socket.getInputStream().readNBytes(24);
        socket.getInputStream().readNBytes(Buffer.buffer(head).getInt(4));
        assertThat(head[0]).isEqualTo((byte) FrameType.WELCOME.code());
        return socket;
    }

    /** Half of the preamble, or all of it and half of HELLO. */
    private static Socket halfOpen(int port, int number) throws IOException {
        Socket socket = connect(port);
        Buffer hello = Frame.of(FrameType.HELLO, 0, Buffer.buffer("{}")).encode();
        Buffer bytes = Preamble.bytes().appendBuffer(hello);
        socket.getOutputStream().write(bytes.getBytes(0, number % (bytes.length() - 1) + 1));
        return socket;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return socket;
    }
}
