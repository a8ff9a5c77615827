package io.chunkgate.testkit;

import io.chunkgate.server.net.Listener;
import java.nio.file.Path;

/** The commands of the packaged program. */
public final class Chunkgate {
    private static final Path LAUNCHER = Path.of("chunkgate").toAbsolutePath();

    private Chunkgate() {}

    /**
     * Creates a command.
     *
     * @param folder its working folder, which also has its state folder
     */
    public static Command in(Path folder, Object... arguments) {
        return Command.of(LAUNCHER)
                .with(arguments)
                .in(folder)
                .withEnvironment("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    /** The URL of a file or folder on a port of this machine. */
    public static String url(Listener listener, int port, String name) {
        return switch (listener) {
            case HTTP -> "http://127.0.0.1:" + port + "/files/" + name;
            case GRPC -> "grpc://127.0.0.1:" + port + "/" + name;
            case TCP -> "tcp://127.0.0.1:" + port + "/" + name;
            case TCP_TLS -> "tcps://127.0.0.1:" + port + "/" + name;
            case TCP_DOWNLOAD -> throw new IllegalArgumentException("no URL");
        };
    }
}
