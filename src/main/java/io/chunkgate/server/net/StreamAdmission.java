package io.chunkgate.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Refuses each stream that a client opens beyond the announced maximum or after the last one that a GOAWAY frame named, with
 * REFUSED_STREAM, so that the client may repeat the request (RFC 9113, section 8.7). The stream is open until the reset was
 * sent: frames that follow the head are ignored. Netty would refuse it before it exists, and take its DATA for an error of the
 * whole connection.
 */
final class StreamAdmission extends Http2ConnectionAdapter {
    private final Http2ConnectionHandler http2;
    private final int maxStreams;
    private int lastStream = Integer.MAX_VALUE;

    /** @param maxStreams the maximum of concurrent streams that is announced */
    StreamAdmission(Http2ConnectionHandler http2, int maxStreams) {
        this.http2 = http2;
        this.maxStreams = maxStreams;
        http2.connection().addListener(this);
    }

    /** Refuses the streams that the client opens from now on; returns the last one that was not refused. */
    int refuseNewStreams() {
        lastStream = http2.connection().remote().lastStreamCreated();
        return lastStream;
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        boolean isTooMany = http2.connection().remote().numActiveStreams() > maxStreams;
        if (isTooMany || stream.id() > lastStream) {
            ChannelHandlerContext context = context(http2);
            http2.resetStream(context, stream.id(), Http2Error.REFUSED_STREAM.code(), context.newPromise());
        }
    }

    /** Returns the context that frames are written to. */
    static ChannelHandlerContext context(Http2ConnectionHandler http2) {
        return http2.encoder().flowController().channelHandlerContext();
    }
}
