package io.chunkgate.server.net;

import io.chunkgate.transfer.Rejections;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Limits how long a client may send the body of a request whose response has ended. So long the bytes are read and dropped,
 * since a close with unread bytes is a reset, which can overtake the response. Then a connection of HTTP/1 is closed, and a
 * stream of HTTP/2 reset with NO_ERROR (RFC 9113, section 8.1).
 */
public final class DrainDeadline {
    /** How long the rest of a body is read after the response. */
    public static final long MILLIS = 5000;

    private static final String ENCODER = "httpEncoder";

    private DrainDeadline() {}

    /** Adds the deadline to a connection of HTTP/1, before its first head. Called on its event loop. */
    static void installHttp1(ChannelPipeline pipeline, Listener listener, Rejections rejections) {
        pipeline.addAfter(ENCODER, null, new Http1(new Deadline(listener, MILLIS, rejections)));
    }

    /** Adds the deadline to a connection of HTTP/2. Called on its event loop. */
    static void installHttp2(Http2ConnectionHandler http2) {
        http2.connection().addListener(new Http2(http2));
    }

    /** Is behind the encoder, so that it sees the parts of messages in both directions. */
    private static final class Http1 extends ChannelDuplexHandler {
        private final Deadline deadline;
        private long requests;
        private long responses;
        private boolean awaitsBody;

        Http1(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            if (message instanceof HttpRequest) {
                requests++;
                awaitsBody = true;
            }
            if (message instanceof LastHttpContent) {
                awaitsBody = false;
                deadline.stop();
            }
            connection.fireChannelRead(message);
        }

        /** A response to an earlier request may end while a pipelined one arrives. */
        @Override
        public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isInterim(message)) {
                responses++;
                if (awaitsBody && responses == requests) {
                    deadline.start(connection);
                }
            }
            connection.write(message, promise);
        }

        private static boolean isInterim(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext connection) {
            deadline.stop();
        }

        @Override
        public void channelInactive(ChannelHandlerContext connection) {
            deadline.stop();
            connection.fireChannelInactive();
        }
    }

    /** Watches streams whose response has ended before their request. */
    private static final class Http2 extends Http2ConnectionAdapter {
        private final Http2ConnectionHandler http2;
        private final Http2Connection.PropertyKey timer;

        Http2(Http2ConnectionHandler http2) {
            this.http2 = http2;
            this.timer = http2.connection().newKey();
        }

        @Override
        public void onStreamHalfClosed(Http2Stream stream) {
            if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
                ChannelHandlerContext context = StreamAdmission.context(http2);
                stream.setProperty(
                        timer,
                        context.executor().schedule(() -> reset(context, stream), MILLIS, TimeUnit.MILLISECONDS));
            }
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            ScheduledFuture<?> running = stream.removeProperty(timer);
            if (running != null) {
                running.cancel(false);
            }
        }

        private void reset(ChannelHandlerContext context, Http2Stream stream) {
            http2.resetStream(context, stream.id(), Http2Error.NO_ERROR.code(), context.newPromise());
            context.flush();
        }
    }
}
