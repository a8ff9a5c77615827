package io.chunkgate.interop;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.nio.file.Path;

/** The clients that upload and download over gRPC, which take the same options. */
enum FilesClient {
    @Requires(Need.GO)
    GO {
        @Override
        Command program(String command) {
            return GoClients.files(command);
        }
    },
    @Requires(Need.NODE)
    NODE {
        @Override
        Command program(String command) {
            return NodeClients.files(command);
        }
    },
    @Requires(Need.PYTHON_GRPC)
    PYTHON {
        @Override
        Command program(String command) {
            return PythonClients.files(command);
        }
    };

    /** Sends a file; more options can be added. */
    Command put(PackagedGateway gateway, String service, String name, Path file) {
        return call("put", gateway, service, name).with("--file", file);
    }

    /** Appends the bytes of a file to {@code out}; more options can be added. */
    Command get(PackagedGateway gateway, String service, String name, Path out) {
        return call("get", gateway, service, name).with("--file", out);
    }

    /** Any command on a name; more options can be added. */
    Command call(String command, PackagedGateway gateway, String service, String name) {
        String address = gateway.address(Listener.GRPC);
        return program(command).with("--address", address, "--service", service, "--name", name);
    }

    abstract Command program(String command);
}
