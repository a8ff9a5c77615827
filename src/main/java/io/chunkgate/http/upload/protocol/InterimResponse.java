package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Sends interim responses (RFC 9110, section 15.2). Vert.x supports 100 and 103; a 104 is written to the channel of HTTP/1
 * or the encoder of HTTP/2.
 */
public final class InterimResponse {
    private static final HttpResponseStatus UPLOAD_RESUMPTION_SUPPORTED =
            new HttpResponseStatus(104, "Upload Resumption Supported");

    /** A member of Via whose protocol is {@code 1.0}, {@code 1.1} or {@code HTTP/1.1}. */
    private static final Pattern HTTP1_HOP = Pattern.compile("(?i)(?:^|,)\\s*(?:HTTP/)?1\\.\\d\\s");

    private InterimResponse() {}

    /** Sends a 100 to a client that waits for it before its body ({@code Expect: 100-continue}). */
    static void sendContinueIfExpected(HttpServerRequest request) {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))
                && isSupportedBy(request)
                && !request.response().headWritten()) {
            request.response().writeContinue();
        }
    }

    /**
     * Sends a 104, unless the final response has begun or the request is of HTTP/1.0. A proxy of HTTP/1, which says so by Via
     * (RFC 9110, section 7.6.3), gets none: many take an interim response that they do not know for the final one.
     */
    public static void sendResumptionSupported(HttpServerRequest request, Map<String, String> headers) {
        if (!isSupportedBy(request)
                || isBehindHttp1Proxy(request)
                || request.response().headWritten()) {
            return;
        }
        if (request.version() == io.vertx.core.http.HttpVersion.HTTP_2) {
            sendOnHttp2(request, headers);
        } else {
            HttpHeaders fields = new DefaultHttpHeaders();
            headers.forEach(fields::add);
            VertxInternals.write(
                    request.connection(),
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            UPLOAD_RESUMPTION_SUPPORTED,
                            Unpooled.EMPTY_BUFFER,
                            fields,
                            EmptyHttpHeaders.INSTANCE));
        }
    }

    private static void sendOnHttp2(HttpServerRequest request, Map<String, String> headers) {
        ChannelHandlerContext channel = Connections.channel(request);
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        Http2Headers fields = new DefaultHttp2Headers().status(UPLOAD_RESUMPTION_SUPPORTED.codeAsText());
        headers.forEach((name, value) -> fields.add(name.toLowerCase(Locale.ROOT), value));
        int stream = request.response().streamId();
        handler.encoder().writeHeaders(channel, stream, fields, 0, false, channel.newPromise());
        channel.flush();
    }

    private static boolean isBehindHttp1Proxy(HttpServerRequest request) {
        List<String> via = request.headers().getAll("Via");
        return !via.isEmpty()
                && (request.version() != io.vertx.core.http.HttpVersion.HTTP_2
                        || via.stream().anyMatch(hops -> HTTP1_HOP.matcher(hops).find()));
    }

    private static boolean isSupportedBy(HttpServerRequest request) {
        return request.version() != io.vertx.core.http.HttpVersion.HTTP_1_0;
    }
}
