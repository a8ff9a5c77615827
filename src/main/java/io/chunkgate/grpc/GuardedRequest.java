package io.chunkgate.grpc;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is checked before Vert.x's gRPC server gets it. Version 5.0.7 of that server never responds to a call
 * with a compressed message or invalid base64. Such a call is reset here, which clients report as INTERNAL. Base64 is decoded
 * here too, since Vert.x does so on HTTP/1.1 only. The content type is passed on as Vert.x compares it: in one spelling, without
 * parameters.
 */
final class GuardedRequest extends HttpServerRequestWrapper {
    private final Protocol protocol;
    private final boolean isBase64;
    private final Base64Stream base64 = new Base64Stream();
    private final PrefixCheck prefixes = new PrefixCheck();
    private boolean refused;

    GuardedRequest(HttpServerRequest request, Protocol protocol) {
        super((HttpServerRequestInternal) request);
        this.protocol = protocol;
        this.isBase64 = protocol == Protocol.WEB_TEXT;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        delegate.handler(handler == null ? null : bytes -> pass(bytes, handler));
        return this;
    }

    @Override
    public @Nullable String getHeader(CharSequence name) {
        return AsciiString.contentEqualsIgnoreCase(name, HttpHeaders.CONTENT_TYPE)
                ? protocol.mediaType()
                : super.getHeader(name);
    }

    /** Vert.x does not decode base64 of a request over HTTP/2. */
    @Override
    public HttpVersion version() {
        return isBase64 ? HttpVersion.HTTP_2 : super.version();
    }

    private void pass(Buffer bytes, Handler<Buffer> handler) {
        if (refused) {
            return;
        }
        Buffer messages;
        try {
            messages = isBase64 ? base64.decode(bytes) : bytes;
            prefixes.check(messages);
        } catch (IllegalArgumentException e) {
            refused = true;
            response().reset(Http2Error.PROTOCOL_ERROR.code());
            return;
        }
        handler.handle(messages);
    }
}
