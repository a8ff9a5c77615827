package io.chunkgate.clients;

import io.chunkgate.testing.Command;
import io.chunkgate.testing.Tools;
import java.nio.file.Path;

/** The clients of {@code src/test/clients/python}, run by Debian's Python, which has grpcio. */
final class PythonClients {
    private static final Path SOURCES = Path.of("src/test/clients/python").toAbsolutePath();
    private static final Path STUBS = Path.of("target/clients/python").toAbsolutePath();
    private static boolean generated;

    private PythonClients() {}

    /** {@code --address HOST:PORT --name NAME --out FILE [--start-at N] [--first-chunk] [--headers]}. */
    static Command fetch() {
        generateStubs();
        return script("fetch.py").withEnvironment("PYTHONPATH", STUBS.toString());
    }

    /** {@code COMMAND --address HOST:PORT --service files|bytestream --name NAME --file FILE}; see the script for more. */
    static Command files(String command) {
        generateStubs();
        return script("files.py").with(command).withEnvironment("PYTHONPATH", STUBS.toString());
    }

    /** {@code HOST PORT FILE [--cut-after BYTES]}; prints the reply. */
    static Command tcpSend() {
        return script("tcp_send.py");
    }

    /** {@code HOST PORT OUT [--bare]}. */
    static Command tcpReceive() {
        return script("tcp_receive.py");
    }

    /** A client of the framed form; see the script's {@code --help}. */
    static Command cgp() {
        return script("cgp.py");
    }

    /** See the script's {@code --help}. */
    static Command slowReaders() {
        return script("slow_readers.py");
    }

    private static Command script(String name) {
        Tools.requirePythonModules("socket");
        return Command.of("/usr/bin/python3", SOURCES.resolve(name));
    }

    private static synchronized void generateStubs() {
        Tools.requirePythonModules("grpc", "grpc_tools", "google.protobuf");
        if (!generated) {
            Command.of(SOURCES.resolve("generate"), STUBS).run().succeeded();
            generated = true;
        }
    }
}
