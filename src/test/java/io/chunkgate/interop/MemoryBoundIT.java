package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.Tokens;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What clients make the gateway hold is bounded over all of them: beside an attack an authorised client is served, and
 * afterwards the memory is released. Anonymous clients may read an empty folder and do nothing else, so that they
 * are not refused before the gateway knows what they want.
 */
@Requires
@Tag("slow")
class MemoryBoundIT {
    private static final long SPARE_BYTES = 100 * 1024 * 1024;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String RULES =
            "{\"alice\": {\"/\": \"read list write delete\"}, \"anonymous\": {\"public/\": \"read\"}}";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    @ParameterizedTest
    @EnumSource
    void duringAttack_otherClientIsServed_andMemoryIsReleased(HoldingAttack attack) throws IOException {
        String token = Tokens.create();
        PackagedGateway gateway = start(attack, token);
        try (SmallRequests client = new SmallRequests(gateway, token)) {
            client.await(2);
            long idle = residentBytes(gateway);
            long highest;
            try (Closeable running = attack.start(gateway, token)) {
                client.await(2);
                highest = residentBytes(gateway);
                assertThat(running).isNotNull();
            }
            client.await(1);
            assertThat(client.failures()).as(gateway::output).isEmpty();
            eventually(
                    MINUTE,
                    () -> residentBytes(gateway) + " bytes, idle: " + idle,
                    () -> residentBytes(gateway) < idle + SPARE_BYTES);
            System.out.printf(
                    "%s: %d, %d, %d MiB, at most %d ms%n",
                    attack, idle >> 20, highest >> 20, residentBytes(gateway) >> 20, client.longestMillis());
        } catch (Throwable failure) {
            gateway.kill();
            throw failure;
        }
        gateway.close();
    }

    private PackagedGateway start(HoldingAttack attack, String token) throws IOException {
        Path rules = Files.writeString(conf.resolve("rules"), RULES);
        Path tokens = Files.writeString(conf.resolve("tokens"), Tokens.line("alice", token, Optional.empty()) + "\n");
        Command serve = PackagedGateway.serve(root)
                .with("--set", "access.rules=" + rules, "--set", "access.tokens=" + tokens)
                .with(attack.options())
                .withEnvironment("JAVA_OPTS", attack.javaOptions());
        return PackagedGateway.start(serve, root);
    }

    /** The memory that the process has in use, VmRSS; the test fails if it ended. */
    private static long residentBytes(PackagedGateway gateway) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(gateway.pid()), "status"))) {
            String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
