package io.chunkgate.interop;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.nio.file.Path;

/** The clients of {@code demo.Files}, which take the same options. */
enum GrpcClient {
    @Requires(Need.GO)
    GO {
        @Override
        Command program() {
            return GoClients.fetch();
        }
    },
    @Requires(Need.NODE)
    NODE {
        @Override
        Command program() {
            return NodeClients.fetch();
        }
    },
    @Requires(Need.PYTHON_GRPC)
    PYTHON {
        @Override
        Command program() {
            return PythonClients.fetch();
        }
    };

    /** Appends the chunks of a file to {@code out}; more options can be added. */
    Command fetch(PackagedGateway gateway, String name, Path out) {
        return program().with("--address", gateway.address(Listener.GRPC), "--name", name, "--out", out);
    }

    abstract Command program();
}
