package io.chunkgate.http.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * Keeps the idle timeout from closing a connection that is quiet because the gateway makes its client wait. It lies in the
 * channel behind Vert.x' own handler of that timeout, and holds its events back while anybody waits.
 */
public final class IdleTimeoutSuppressor extends ChannelInboundHandlerAdapter {
    private static final String IDLE = "idle"; // As Vert.x calls it.
    private static final String NAME = "chunkgate-quiet-time";

    private int waiting;

    private IdleTimeoutSuppressor() {}

    /** Lets the connection of a request be quiet until the future is complete. Called on the connection's event loop. */
    public static void until(HttpServerRequest request, Future<?> done) {
        ChannelPipeline pipeline = Connections.channel(request).pipeline();
        if (pipeline.get(IDLE) == null) {
            return;
        }
        if (pipeline.get(NAME) == null) {
            pipeline.addAfter(IDLE, NAME, new IdleTimeoutSuppressor());
        }
        IdleTimeoutSuppressor quiet = (IdleTimeoutSuppressor) pipeline.get(NAME);
        quiet.waiting++;
        done.onComplete(over -> quiet.waiting--);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (waiting == 0 || !(event instanceof IdleStateEvent)) {
            channel.fireUserEventTriggered(event);
        }
    }
}
