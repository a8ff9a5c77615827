package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw mode over TCP, and the download listener, with nc and small programs. */
@Requires({Need.NETCAT, Need.PERL})
class TcpClientsIT {
    private static final long MEBIBYTE = 1024 * 1024;
    /** The size of file {@code $1} as eight bytes. */
    private static final String SIZE = "perl -e 'print pack \"q>\", -s shift' \"$1\"";

    private static final String SEND_AND_PRINT_REPLY =
            "{ " + SIZE + "; cat \"$1\"; } | nc -N 127.0.0.1 \"$2\" | perl -0777 -ne 'print unpack \"q>\"'";
    /** Sends the size and half of the file, and leaves the connection open. */
    private static final String SEND_HALF_AND_WAIT =
            "{ " + SIZE + "; head -c $(($(stat -c %s \"$1\") / 2)) \"$1\"; echo sent >&2; sleep 600; }"
                    + " | nc -N 127.0.0.1 \"$2\"";

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private PackagedGateway gateway;

    @BeforeEach
    void start() {
        LargeFiles.random(root.resolve("data.bin"), 3 * MEBIBYTE + 1);
        gateway = PackagedGateway.start(root, "--set", "tcp.downloadFile=data.bin", "--set", "tcp.downloadPort=0");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5 * MEBIBYTE + 3})
    void ncUpload_isStored_andReplyIsItsSize(long size) {
        Path file = LargeFiles.random(folder.resolve("file"), size);

        String reply = Command.bash(SEND_AND_PRINT_REPLY, file, gateway.port(Listener.TCP))
                .run()
                .succeeded()
                .out();

        assertThat(reply).isEqualTo(Long.toString(size));
        LargeFiles.assertSame(onlyUpload(), file);
    }

    @Test
    @Requires(Need.GO)
    void goClientThatNeverReadsReply_isStored() {
        Path file = LargeFiles.random(folder.resolve("file"), 64 * MEBIBYTE + 1);

        GoClients.tcpSend().with(gateway.address(Listener.TCP), file).run().succeeded();

        eventually(this::uploads, () -> !uploads().isEmpty());
        LargeFiles.assertSame(onlyUpload(), file);
    }

    @Test
    @Requires(Need.PYTHON)
    void pythonUpload_isStored_andReplyIsItsSize() {
        Path file = LargeFiles.random(folder.resolve("file"), 100 * MEBIBYTE);

        assertThat(pythonSends(file)).isEqualTo(100 * MEBIBYTE + "\n");

        LargeFiles.assertSame(onlyUpload(), file);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, MEBIBYTE, 5 * MEBIBYTE - 1})
    @Requires(Need.PYTHON)
    void truncatedUpload_isRefused_andPublishesNothing(long sent) {
        Path file = LargeFiles.random(folder.resolve("file"), 5 * MEBIBYTE);

        assertThat(pythonSends(file, "--cut-after", sent)).isEqualTo("-15\n");

        gateway.awaitIdle();
        assertThat(uploads()).isEmpty();
    }

    @Test
    void clientKilledDuringUpload_publishesNothing() {
        Path file = LargeFiles.random(folder.resolve("file"), 20 * MEBIBYTE);
        try (RunningCommand nc = Command.bash(SEND_HALF_AND_WAIT, file, gateway.port(Listener.TCP))
                .start()) {
            eventually(nc::err, () -> nc.err().contains("sent"));
        }

        gateway.awaitIdle();
        assertThat(uploads()).isEmpty();
    }

    @Test
    @Requires(Need.PYTHON)
    void downloadListener_sendsSizeThenFile() throws IOException {
        int port = gateway.port(Listener.TCP_DOWNLOAD);
        Path received = folder.resolve("received");

        Path prefixed = nc(port);
        PythonClients.tcpReceive().with("127.0.0.1", port, received).run().succeeded();

        Command.of("cmp", "--ignore-initial=8:0", prefixed, root.resolve("data.bin"))
                .run()
                .succeeded();
        assertThat(prefixed).hasSize(Long.BYTES + 3 * MEBIBYTE + 1);
        LargeFiles.assertSame(received, root.resolve("data.bin"));
    }

    @Test
    @Requires(Need.PYTHON)
    void downloadListenerWithoutPrefix_sendsFileOnly() {
        try (PackagedGateway raw = PackagedGateway.start(
                root,
                "--set",
                "tcp.downloadFile=data.bin",
                "--set",
                "tcp.downloadPort=0",
                "--set",
                "tcp.downloadPrefix=false")) {
            int port = raw.port(Listener.TCP_DOWNLOAD);
            Path received = folder.resolve("received");

            PythonClients.tcpReceive()
                    .with("127.0.0.1", port, received, "--no-prefix")
                    .run()
                    .succeeded();

            LargeFiles.assertSame(nc(port), root.resolve("data.bin"));
            LargeFiles.assertSame(received, root.resolve("data.bin"));
        }
    }

    /** Writes what nc receives from a port to a file. */
    private Path nc(int port) {
        Path received = folder.resolve("nc");
        Command.bash("nc 127.0.0.1 \"$1\" </dev/null >\"$2\"", port, received)
                .run()
                .succeeded();
        return received;
    }

    private String pythonSends(Path file, Object... options) {
        return PythonClients.tcpSend()
                .with("127.0.0.1", gateway.port(Listener.TCP), file)
                .with(options)
                .run()
                .succeeded()
                .out();
    }

    private Path onlyUpload() {
        assertThat(uploads()).hasSize(1);
        return uploads().get(0);
    }

    /** The files that were uploaded over TCP, in the folder of {@code tcp.bareNameTemplate}. */
    private List<Path> uploads() {
        Path incoming = root.resolve("incoming");
        if (!Files.exists(incoming)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(incoming)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
