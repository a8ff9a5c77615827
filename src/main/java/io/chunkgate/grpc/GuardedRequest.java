package io.chunkgate.grpc;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is looked at before Vert.x's gRPC server (5.0.7) gets it, because that one leaves a call without
 * an answer when a message says that it is compressed, or when base64 is broken. Such a call is reset here, which clients
 * report as INTERNAL. Base64 is decoded here too: Vert.x does so on HTTP/1.1 only.
 */
final class GuardedRequest extends HttpServerRequestWrapper {
    private final boolean text;
    private final Base64Stream base64 = new Base64Stream();
    private final PrefixCheck prefixes = new PrefixCheck();
    private boolean refused;

    GuardedRequest(HttpServerRequestInternal request, Protocol protocol) {
        super(request);
        this.text = protocol == Protocol.WEB_TEXT;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        delegate.handler(handler == null ? null : bytes -> pass(bytes, handler));
        return this;
    }

    /** Vert.x takes a body as it is when the request came over HTTP/2. */
    @Override
    public HttpVersion version() {
        return text ? HttpVersion.HTTP_2 : super.version();
    }

    private void pass(Buffer bytes, Handler<Buffer> handler) {
        if (refused) {
            return;
        }
        Buffer messages;
        try {
            messages = text ? base64.decode(bytes) : bytes;
            prefixes.check(messages);
        } catch (IllegalArgumentException e) {
            refused = true;
            response().reset(Http2Error.PROTOCOL_ERROR.code());
            return;
        }
        handler.handle(messages);
    }
}
