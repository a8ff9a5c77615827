package io.chunkgate.door;

import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long for its TLS handshake and the first bytes of its protocol, however it dribbles
 * them. When that is done the door says so, and this is gone.
 */
public final class OpeningTimeout extends ChannelInboundHandlerAdapter {
    private final Listener listener;
    private final long timeoutMillis;
    private final Rejections rejections;
    private @Nullable ScheduledFuture<?> timer;

    OpeningTimeout(Listener listener, long timeoutMillis, Rejections rejections) {
        this.listener = listener;
        this.timeoutMillis = timeoutMillis;
        this.rejections = rejections;
    }

    /** Ends the waiting of a connection, if there is any. Called on its event loop. */
    public static void over(Channel connection) {
        if (connection.pipeline().get(OpeningTimeout.class) != null) {
            connection.pipeline().remove(OpeningTimeout.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext connection) {
        timer = connection.executor().schedule(() -> expired(connection), timeoutMillis, TimeUnit.MILLISECONDS);
        connection.channel().closeFuture().addListener((Future<? super Void> closed) -> stop());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        stop();
    }

    private void expired(ChannelHandlerContext connection) {
        rejections.connection(
                listener.label(),
                Rejections.Reason.TOO_SLOW,
                ClientAddress.peer(connection.channel().remoteAddress()),
                "nothing whole in " + timeoutMillis + " ms");
        connection.close();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
