package io.chunkgate.tcp;

import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.vertx.core.buffer.Buffer;

/** The answer to an HTTP client that came to the TCP port. */
final class HttpOnTcpPort {
    private HttpOnTcpPort() {}

    /** A 400 whose one line says where HTTP is spoken. */
    static Buffer reply(ServerContext context) {
        String line = "This is the gateway's TCP port; " + whereHttpIs(context) + ".\n";
        return Buffer.buffer("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "X-Content-Type-Options: nosniff\r\nContent-Length: " + line.length()
                + "\r\nConnection: close\r\n\r\n" + line);
    }

    /** The port that is open in this Vert.x, else the configured one, where another Vert.x may have the HTTP door. */
    private static String whereHttpIs(ServerContext context) {
        int configured =
                context.config().http().enabled() ? context.config().http().port() : 0;
        int port = Endpoints.of(context.vertx())
                .find(Listener.HTTP)
                .map(Endpoint::port)
                .orElse(configured);
        return port == 0 ? "HTTP is switched off" : "HTTP is on port " + port;
    }
}
