package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.RunningCommand;
import io.chunkgate.testkit.StallingProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are killed and run again, and a gateway that is killed and started again. */
class InterruptedCommandsIT {
    private static final long SIZE = 64L * 1024 * 1024;
    private static final long HALF = SIZE / 2;
    /** For a command to start and to send half of the file, on a busy machine. */
    private static final Duration A_COMMAND = Duration.ofMinutes(2);

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void createSource() {
        source = LargeFiles.random(folder.resolve("source.bin"), SIZE);
    }

    @Test
    void killedPut_resumesInNextRun() {
        try (PackagedGateway gateway = PackagedGateway.start(root);
                StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(HALF);
            kill(put(proxy.port()), proxy);
            proxy.resume();
            CommandResult put = put(proxy.port()).run().succeeded();

            assertThat(put.err()).contains("resumes at ").doesNotContain("starting over");
            assertThat(put.out()).containsPattern("sha256 [0-9a-f]{64} ok\n");
            assertThat(proxy.bytesToServer()).isLessThan(SIZE + SIZE / 4);
            LargeFiles.assertSame(root.resolve("file.bin"), source);
        }
    }

    @Test
    void killedPut_resumesOverOtherProtocols() {
        try (PackagedGateway gateway = PackagedGateway.start(root);
                StallingProxy tcp = new StallingProxy(gateway.port(Listener.TCP));
                StallingProxy http = new StallingProxy(gateway.port(Listener.HTTP))) {
            tcp.stallAfter(HALF);
            kill(put(Listener.TCP, tcp.port()), tcp);
            http.stallAfter(SIZE / 4);
            CommandResult second = kill(put(Listener.HTTP, http.port()), http);
            CommandResult last =
                    put(Listener.GRPC, gateway.port(Listener.GRPC)).run().succeeded();

            assertThat(second.err()).contains("resumes at ");
            assertThat(last.err()).contains("resumes at ");
            assertThat(last.out()).containsPattern("sha256 [0-9a-f]{64} ok\n");
            LargeFiles.assertSame(root.resolve("file.bin"), source);
        }
    }

    @Test
    void changedFile_isUploadedFromItsBeginning() throws IOException {
        try (PackagedGateway gateway = PackagedGateway.start(root);
                StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(HALF);
            kill(put(proxy.port()), proxy);
            Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
            proxy.resume();
            CommandResult put = put(proxy.port()).run().succeeded();

            assertThat(put.err()).doesNotContain("resumes at ");
            LargeFiles.assertSame(root.resolve("file.bin"), source);
        }
    }

    @Test
    void killedGet_resumesInNextRun_unlessFileHasChanged() throws IOException {
        Files.copy(source, root.resolve("file.bin"));
        Path part = folder.resolve("copy.bin.part");
        try (PackagedGateway gateway = PackagedGateway.start(root);
                StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(HALF);
            kill(get(proxy.port()), proxy);
            long arrived = Files.size(part);
            assertThat(arrived).isGreaterThan(0).isLessThan(SIZE);
            assertThat(folder.resolve("copy.bin")).doesNotExist();

            proxy.resume();
            CommandResult get = get(proxy.port()).run().succeeded();

            assertThat(get.err()).contains("resumes at ");
            LargeFiles.assertSame(folder.resolve("copy.bin"), source);
            assertThat(part).doesNotExist();

            Files.delete(folder.resolve("copy.bin"));
            proxy.stallAfter(HALF);
            kill(get(proxy.port()), proxy);
            Files.delete(root.resolve("file.bin"));
            Path other = LargeFiles.random(root.resolve("file.bin"), SIZE - 1);
            proxy.resume();
            CommandResult anew = get(proxy.port()).run().succeeded();

            assertThat(anew.err()).contains("another version, starting over").doesNotContain("resumes at ");
            LargeFiles.assertSame(folder.resolve("copy.bin"), other);
        }
    }

    @Test
    void runningPut_isFollowed() throws IOException {
        try (PackagedGateway gateway = PackagedGateway.start(root);
                StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(HALF);
            String url = Chunkgate.url(Listener.HTTP, gateway.port(Listener.HTTP), "file.bin");
            Path copy = folder.resolve("followed.bin");
            try (RunningCommand put = put(proxy.port()).start()) {
                eventually(A_COMMAND, put::err, proxy::isStalled);
                try (RunningCommand follow = follow(url, copy).start()) {
                    eventually(
                            A_COMMAND,
                            follow::err,
                            () -> Files.exists(copy) && copy.toFile().length() > 0);
                    assertThat(follow.isAlive()).isTrue();
                    proxy.resume();
                    put.await().succeeded();
                    follow.await().succeeded();
                }
            }
            LargeFiles.assertSame(copy, source);
        }
    }

    @Test
    void put_completesAfterGatewayRestart() {
        try (StallingProxy proxy = new StallingProxy(0)) {
            PackagedGateway killed = PackagedGateway.start(root);
            proxy.target(killed.port(Listener.HTTP));
            proxy.stallAfter(HALF);
            try (RunningCommand put = put(proxy.port()).start()) {
                eventually(A_COMMAND, put::err, proxy::isStalled);
                killed.kill();
                eventually(A_COMMAND, put::err, () -> put.err().contains("trying again in"));
                try (PackagedGateway again = killed.startAgain()) {
                    proxy.target(again.port(Listener.HTTP));
                    proxy.resume();
                    put.await().succeeded();
                }
            }
            LargeFiles.assertSame(root.resolve("file.bin"), source);
        }
    }

    private Command put(int port) {
        return put(Listener.HTTP, port);
    }

    private Command put(Listener server, int port) {
        return Chunkgate.in(folder, "put", "source.bin", Chunkgate.url(server, port, "file.bin"));
    }

    private Command get(int port) {
        return Chunkgate.in(folder, "get", Chunkgate.url(Listener.HTTP, port, "file.bin"), "copy.bin");
    }

    private Command follow(String url, Path copy) {
        String program = Chunkgate.in(folder).program();
        return Command.bash("\"$1\" follow \"$2\" > \"$3\"", program, url, copy).in(folder);
    }

    /** Kills a command when half of its bytes went through. */
    private static CommandResult kill(Command command, StallingProxy proxy) {
        try (RunningCommand running = command.start()) {
            eventually(A_COMMAND, running::err, () -> !running.isAlive() || proxy.isStalled());
            assertThat(running.isAlive()).as("%s", running).isTrue();
            running.kill();
            return running.await();
        }
    }
}
