package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Ports;
import io.chunkgate.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of the README and of the pages in {@code docs} work as they are shown; only the ports are replaced. */
class ReadmeIT {
    private static final Pattern COMMANDS = Pattern.compile("<!-- run -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PORTS = Pattern.compile("\\b(8080|8443|50051|9000|9001)\\b");

    /** Ends at the first command that fails, and then stops the gateway that the page started itself. */
    private static final String SHELL = "set -ex; trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n";

    private enum Page {
        README("README.md"),
        @Requires(Need.CURL)
        SERVE("docs/serve.md"),
        @Requires({Need.CURL, Need.NETCAT, Need.PYTHON_GRPC})
        DOWNLOAD("docs/download.md"),
        @Requires({Need.CURL, Need.NETCAT, Need.XXD})
        UPLOAD("docs/upload.md"),
        @Requires(Need.CURL)
        FOLDERS("docs/folders.md");

        private final Path file;

        Page(String file) {
            this.file = Path.of(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requires
    void everyCommand_works(Page page, @TempDir Path checkout, @TempDir Path state) throws Exception {
        prepare(checkout);
        Path served = Files.createDirectory(checkout.resolve("files"));
        try (PackagedGateway gateway =
                PackagedGateway.start(served, "--set", "tcp.downloadFile=big.bin", "--set", "tcp.downloadPort=0")) {
            String script = String.join("", matches(COMMANDS, page.file));
            CommandResult result = Command.bash(SHELL + pathOfPython() + onRealPorts(script, gateway))
                    .in(checkout)
                    .withEnvironment("XDG_STATE_HOME", state.toString())
                    .run();
            assertThat(result.exitCode()).as("%s%n%s", page.file, result).isZero();
        }
        assertThat(Command.of("git", "status", "--porcelain").in(checkout).run().out())
                .as("files that git does not ignore")
                .isEmpty();
        assertTransferred(page, checkout);
    }

    /** A folder that is for git like a checkout in which every file is committed. */
    private static void prepare(Path checkout) throws IOException {
        Command.of("git", "init", "--quiet").in(checkout).run().succeeded();
        Files.writeString(checkout.resolve(".git/info/exclude"), "/.gitignore\n/chunkgate\n/proto\n");
        Files.copy(Path.of(".gitignore"), checkout.resolve(".gitignore"));
        for (String link : List.of("chunkgate", "proto")) {
            Files.createSymbolicLink(checkout.resolve(link), Path.of(link).toAbsolutePath());
        }
    }

    private static void assertTransferred(Page page, Path checkout) throws IOException {
        Path original = checkout.resolve("try/big.bin");
        if (page == Page.DOWNLOAD) {
            assertThat(checkout.resolve("try/whole.bin")).hasSameBinaryContentAs(original);
            assertThat(checkout.resolve("try/copy.bin")).hasSameBinaryContentAs(original);
            assertThat(checkout.resolve("try/by-nc.bin")).hasSameBinaryContentAs(original);
        }
        if (page == Page.UPLOAD) {
            try (var incoming = Files.list(checkout.resolve("files/incoming"))) {
                assertThat(incoming.toList()).singleElement().satisfies(file -> assertThat(file)
                        .hasSameBinaryContentAs(original));
            }
        }
    }

    @Test
    void everyPageWithCommands_isRun() throws IOException {
        assertThat(Documents.pages().filter(page -> !matches(COMMANDS, page).isEmpty()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Page.values()).map(page -> page.file).toList());
    }

    @Test
    void javaExamples_areTested() throws Exception {
        String tested = Files.readString(Path.of("src/test/java/io/chunkgate/EmbeddedVerticlesTest.java"))
                + Files.readString(Path.of("src/test/java/io/chunkgate/ClusteredVerticlesTest.java"))
                + Files.readString(Path.of("src/test/java/io/chunkgate/client/ClientExampleTest.java"));
        List<String> shown =
                Documents.pages().flatMap(page -> matches(JAVA, page).stream()).toList();
        assertThat(shown).hasSize(3);
        for (String line : String.join("", shown).strip().lines().toList()) {
            assertThat(tested).contains(withoutEnd(line.strip()));
        }
    }

    /** The example joins its statements, so that their ends differ. */
    private static String withoutEnd(String line) {
        return line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
    }

    private static List<String> matches(Pattern pattern, Path page) {
        return pattern.matcher(Documents.read(page))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** Another Python may be first on the path. */
    private static String pathOfPython() {
        return Need.PYTHON_GRPC.isMet()
                ? "PATH=" + Path.of(Need.PYTHON_GRPC.path()).getParent() + ":$PATH\n"
                : "";
    }

    private static String onRealPorts(String script, PackagedGateway gateway) {
        Map<String, Integer> ports = Map.of(
                "8080", gateway.port(Listener.HTTP),
                "8443", Ports.free(),
                "50051", gateway.port(Listener.GRPC),
                "9000", gateway.port(Listener.TCP),
                "9001", gateway.port(Listener.TCP_DOWNLOAD));
        return PORTS.matcher(script).replaceAll(match -> String.valueOf(ports.get(match.group())));
    }
}
