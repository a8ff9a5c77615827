package io.chunkgate.interop;

import io.chunkgate.testkit.Command;
import java.nio.file.Path;

/** The clients of {@code src/test/clients/go}, built once per test run. They need {@code Need.GO}. */
final class GoClients {
    private static final Path OUT = Path.of("target/clients/go").toAbsolutePath();
    private static boolean built;

    private GoClients() {}

    /** {@code --address HOST:PORT --name NAME --out FILE [--start-at N] [--first-chunk] [--headers]}. */
    static Command fetch() {
        return program("fetch");
    }

    /** {@code COMMAND --address HOST:PORT --service files|bytestream --name NAME --file FILE}; see the source for more. */
    static Command files(String command) {
        return program("files").with(command);
    }

    /** Calls beside stalled downloads; see the source. */
    static Command stalled() {
        return program("stalled");
    }

    /** {@code HOST:PORT FILE}. */
    static Command tcpSend() {
        return program("tcpsend");
    }

    private static Command program(String name) {
        build();
        return Command.of(OUT.resolve("bin").resolve(name));
    }

    private static synchronized void build() {
        if (!built) {
            Command.of("src/test/clients/go/build", OUT).run().succeeded();
            built = true;
        }
    }
}
