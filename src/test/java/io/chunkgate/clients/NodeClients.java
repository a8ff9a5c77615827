package io.chunkgate.clients;

import io.chunkgate.testing.Command;
import io.chunkgate.testing.Tools;
import java.nio.file.Path;

/** The clients of {@code src/test/clients/node}; what they need of npm is installed once, as its lock file says. */
final class NodeClients {
    private static final Path SOURCES = Path.of("src/test/clients/node").toAbsolutePath();
    private static final Path OUT = Path.of("target/clients/node").toAbsolutePath();
    private static boolean installed;

    private NodeClients() {}

    /** {@code --endpoint URL --file FILE --name NAME --gateway PID [--chunk BYTES] [--deferred] [--parts N]}. */
    static Command tusUpload() {
        install();
        return Command.of("node", OUT.resolve("tus-upload.js"));
    }

    private static synchronized void install() {
        Tools.require("node", "npm");
        if (!installed) {
            Command.bash("mkdir -p \"$2\" && cp -R \"$1\"/. \"$2\" && cd \"$2\" && npm ci", SOURCES, OUT)
                    .run()
                    .succeeded();
            installed = true;
        }
    }
}
