package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Frames;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floods of cheap frames at both servers that support HTTP/2. */
@ExtendWith(CheckedVertx.class)
class Http2FloodsTest {
    private static final int FRAMES = 5000;
    private static final int TIMEOUT_MILLIS = 20_000;

    private enum Flood {
        SETTINGS,
        PINGS,
        RESETS;

        private byte[] frames(int count) {
            return switch (this) {
                case SETTINGS -> Http2Frames.settings(count);
                case PINGS -> Http2Frames.pings(count);
                case RESETS -> Http2Frames.cancelledRequests(count);
            };
        }
    }

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
        "io.chunkgate.http.HttpServerVerticle, HTTP, SETTINGS",
        "io.chunkgate.http.HttpServerVerticle, HTTP, PINGS",
        "io.chunkgate.http.HttpServerVerticle, HTTP, RESETS",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, SETTINGS",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, PINGS",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, RESETS"
    })
    void floodingConnection_isClosed_andOthersAreServed(String verticle, Listener listener, Flood flood, Vertx vertx)
            throws Exception {
        JsonObject limits = new JsonObject().put("maxControlFramesPerSecond", 20);
        Listeners.open(vertx, verticle, Listeners.config(root).put("limits", limits));
        int port = Listeners.port(vertx, listener);
        try (Socket socket = connect(port)) {
            assertThat(isClosedAfter(socket, flood.frames(FRAMES))).isTrue();
        }
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(Http2Frames.preface());
            socket.getOutputStream().write(flood.frames(10));
            assertThat(socket.getInputStream().read()).isNotNegative();
        }
    }

    private static boolean isClosedAfter(Socket socket, byte[] frames) {
        try {
            socket.getOutputStream().write(Http2Frames.preface());
            socket.getOutputStream().write(frames);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }
}
