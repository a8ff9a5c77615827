package io.chunkgate.server.net;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Decodes HTTP/1 requests, with the names of their fields as they are. The decoder of Vert.x 5.0.12 does not compare every
 * letter of five names that it shares between requests (CVE-2026-102479): it reads {@code Content-Xength: 5} as Content-Length,
 * where a proxy in front sees no body.
 */
final class ExactHeaderNames extends VertxHttpRequestDecoder {
    ExactHeaderNames(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        for (int i = 0; i < length; i++) {
            if (name.byteAt(i) != line[start + i]) {
                return new AsciiString(line, start, length, true);
            }
        }
        return name;
    }
}
