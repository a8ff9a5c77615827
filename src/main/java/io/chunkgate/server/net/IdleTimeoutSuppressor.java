package io.chunkgate.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * Prevents the idle timeout from closing a connection that is idle because its client waits for the gateway. It is in the
 * pipeline behind Vert.x's own handler of that timeout, and drops its events while a response is pending.
 */
public final class IdleTimeoutSuppressor extends ChannelInboundHandlerAdapter {
    private static final String IDLE = "idle"; // The name that Vert.x uses.
    private static final String NAME = "chunkgate-idle-suppressor";

    private int waiting;

    private IdleTimeoutSuppressor() {}

    /** Suppresses the idle timeout of a connection until the future completes. Call on the connection's event loop. */
    public static void until(HttpServerRequest request, Future<?> done) {
        ChannelPipeline pipeline =
                HttpConnectionLimits.channel(request.connection()).pipeline();
        if (pipeline.get(IDLE) == null) {
            return;
        }
        if (pipeline.get(NAME) == null) {
            pipeline.addAfter(IDLE, NAME, new IdleTimeoutSuppressor());
        }
        IdleTimeoutSuppressor suppressor = (IdleTimeoutSuppressor) pipeline.get(NAME);
        suppressor.waiting++;
        done.onComplete(completed -> suppressor.waiting--);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (waiting == 0 || !(event instanceof IdleStateEvent)) {
            channel.fireUserEventTriggered(event);
        }
    }
}
