package io.chunkgate.interop;

import io.chunkgate.testkit.Command;
import java.nio.file.Path;

/**
 * The clients of {@code src/test/clients/node}, which need {@code Need.NODE}. Their libraries are installed once, by the
 * lock file.
 */
final class NodeClients {
    private static final Path SOURCES = Path.of("src/test/clients/node").toAbsolutePath();
    private static final Path OUT = Path.of("target/clients/node").toAbsolutePath();
    private static final Path PROTOS = Path.of("proto").toAbsolutePath();
    private static boolean installed;

    private NodeClients() {}

    /** {@code --endpoint URL --file FILE --name NAME --gateway PID [--chunk BYTES] [--deferred] [--parts N]}. */
    static Command tusUpload() {
        install();
        return Command.of("node", OUT.resolve("tus-upload.js"));
    }

    /** {@code --address HOST:PORT --name NAME --out FILE [--start-at N] [--first-chunk] [--headers]}. */
    static Command fetch() {
        install();
        return Command.of("node", OUT.resolve("fetch.js"), "--protos", PROTOS);
    }

    /** {@code --url URL --mode binary|text --name NAME --file FILE --out FILE}; see the script for more. */
    static Command web() {
        install();
        return Command.of("node", OUT.resolve("web.js"), "--protos", PROTOS);
    }

    /** {@code COMMAND --address HOST:PORT --service files|bytestream --name NAME --file FILE}; see the script for more. */
    static Command files(String command) {
        install();
        return Command.of("node", OUT.resolve("files.js"), command, "--protos", PROTOS);
    }

    /** The tool of https://buf.build, which needs {@code Need.BUF}. */
    static Command buf() {
        install();
        Path program = OUT.resolve("node_modules/@bufbuild/buf-linux-x64/bin/buf");
        return Command.of(program);
    }

    /** One JVM of tests at a time: {@code npm ci} first removes the installed modules. */
    private static synchronized void install() {
        if (!installed) {
            Command.bash(
                            "mkdir -p \"$2\" && cd \"$2\" && exec 9>lock && flock 9 && cp -Ru \"$1\"/. . && "
                                    + "{ cmp -s package-lock.json node_modules/installed || "
                                    + "{ npm ci && cp package-lock.json node_modules/installed; }; }",
                            SOURCES,
                            OUT)
                    .run()
                    .succeeded();
            installed = true;
        }
    }
}
