package io.chunkgate.server.net;

import io.chunkgate.transfer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes heads of HTTP/1 requests that Vert.x would misread, right behind the decoder, which keeps {@link ExactHeaderNames}.
 *
 * <ul>
 *   <li>A later minor version of HTTP/1 is served as HTTP/1.1 (RFC 9110, section 2.5).
 *   <li>A target in absolute form becomes its path, and its authority becomes Host (RFC 9112, section 3.2.2).
 *   <li>Upgrade is ignored on a request with a body, as RFC 9113, section 3.1, permits: Vert.x would upgrade and not read the
 *       body, and the client would wait. A malformed upgrade is ignored too.
 * </ul>
 */
final class Http1Requests extends ChannelInboundHandlerAdapter {
    private static final String DECODER = "httpDecoder";
    private static final String SETTINGS = "HTTP2-Settings";
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://(?<authority>[^/?#]*)(?<rest>.*)");

    private Http1Requests() {}

    /** Adds the handler to a connection of HTTP/1 that has none, before its first head. Called on its event loop. */
    static void install(Channel channel, Listener listener, HttpServerOptions options, Rejections rejections) {
        ChannelPipeline pipeline = channel.pipeline();
        boolean isHttp1 = pipeline.get(DECODER) != null && !HttpConnectionLimits.isHttp2(channel);
        if (isHttp1 && pipeline.get(Http1Requests.class) == null) {
            pipeline.replace(DECODER, DECODER, new ExactHeaderNames(options));
            pipeline.addAfter(DECODER, null, new Http1Requests());
            DrainDeadline.installHttp1(pipeline, listener, rejections);
        }
    }

    /**
     * Installs the handler on a connection in clear text. Vert.x decides by the first bytes between HTTP/1 and HTTP/2, and
     * reports a connection of HTTP/1 only after its first head. So the first bytes are passed on one at a time until the
     * decoder exists.
     */
    static final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final Consumer<Channel> installer;

        /** @param installer calls {@link #install} */
        FirstBytes(Consumer<Channel> installer) {
            this.installer = installer;
        }

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            ChannelPipeline pipeline = connection.pipeline();
            if (message instanceof ByteBuf bytes) {
                while (bytes.readableBytes() > 1 && pipeline.get(Http1xOrH2CHandler.class) != null) {
                    connection.fireChannelRead(bytes.readRetainedSlice(1));
                }
            }
            installer.accept(connection.channel());
            connection.fireChannelRead(message);
            if (pipeline.get(Http1xOrH2CHandler.class) == null) {
                installer.accept(connection.channel()); // The last byte decided.
                remove(connection);
            }
        }

        private void remove(ChannelHandlerContext connection) {
            if (!connection.isRemoved()) { // As the connection may be closed by now.
                connection.pipeline().remove(this);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            normalize(request);
        }
        connection.fireChannelRead(message);
    }

    private static void normalize(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() == 1 && version.minorVersion() > 1) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        Matcher absolute = ABSOLUTE.matcher(request.uri());
        if (absolute.matches()) {
            String rest = absolute.group("rest");
            request.setUri(rest.startsWith("/") ? rest : "/" + rest);
            if (request.headers().getAll(HttpHeaderNames.HOST).size() == 1) { // Others are refused.
                request.headers().set(HttpHeaderNames.HOST, absolute.group("authority"));
            }
        }
        if (request.headers().contains(HttpHeaderNames.UPGRADE) && !isUpgradable(request)) {
            request.headers().remove(HttpHeaderNames.UPGRADE).remove(SETTINGS);
        }
    }

    private static boolean isUpgradable(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean hasBody = HttpUtil.isTransferEncodingChunked(request)
                || !headers.get("Content-Length", "0").equals("0");
        String connection = String.join(",", headers.getAll(HttpHeaderNames.CONNECTION));
        List<String> options =
                List.of(connection.toLowerCase(Locale.ROOT).replace(" ", "").split(","));
        return !hasBody
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.getAll(SETTINGS).size() == 1
                && options.contains("upgrade")
                && options.contains("http2-settings");
    }
}
