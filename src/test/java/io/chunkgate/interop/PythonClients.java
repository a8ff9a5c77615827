package io.chunkgate.interop;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import java.nio.file.Path;

/** The clients of {@code src/test/clients/python}; those for gRPC need {@code Need.PYTHON_GRPC}, the others {@code Need.PYTHON}. */
final class PythonClients {
    private static final Path SOURCES = Path.of("src/test/clients/python").toAbsolutePath();
    private static final Path STUBS = Path.of("target/clients/python").toAbsolutePath();
    private static boolean generated;

    private PythonClients() {}

    /** {@code --address HOST:PORT --name NAME --out FILE [--start-at N] [--first-chunk] [--headers]}. */
    static Command fetch() {
        return grpcScript("fetch.py");
    }

    /** {@code COMMAND --address HOST:PORT --service files|bytestream --name NAME --file FILE}; see the script for more. */
    static Command files(String command) {
        return grpcScript("files.py").with(command);
    }

    /** Calls beside stalled downloads; see the script. */
    static Command stalled() {
        return grpcScript("stalled.py");
    }

    /** {@code HOST PORT FILE [--cut-after BYTES]}; prints the reply. */
    static Command tcpSend() {
        return script("tcp_send.py");
    }

    /** {@code HOST PORT OUT [--no-prefix]}. */
    static Command tcpReceive() {
        return script("tcp_receive.py");
    }

    /** A client of CGP; see {@code --help} of the script. */
    static Command cgp() {
        return script("cgp.py");
    }

    /** See {@code --help} of the script. */
    static Command slowReaders() {
        return script("slow_readers.py");
    }

    private static Command script(String name) {
        return Command.of(Need.PYTHON.path(), SOURCES.resolve(name));
    }

    private static Command grpcScript(String name) {
        generateStubs();
        return Command.of(Need.PYTHON_GRPC.path(), SOURCES.resolve(name))
                .withEnvironment("PYTHONPATH", STUBS.toString());
    }

    private static synchronized void generateStubs() {
        if (!generated) {
            Command.of(SOURCES.resolve("generate"), STUBS, Need.PYTHON_GRPC.path())
                    .run()
                    .succeeded();
            generated = true;
        }
    }
}
