package io.chunkgate.server.net;

import io.chunkgate.transfer.Rejections;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A deadline for a connection; it is closed and counted as too slow when the deadline passes. Used on its event loop. */
final class Deadline {
    private final Listener listener;
    private final long timeoutMillis;
    private final Rejections rejections;
    private @Nullable ScheduledFuture<?> timer;

    /** @param timeoutMillis 0 for none */
    Deadline(Listener listener, long timeoutMillis, Rejections rejections) {
        this.listener = listener;
        this.timeoutMillis = timeoutMillis;
        this.rejections = rejections;
    }

    boolean isRunning() {
        return timer != null;
    }

    void start(ChannelHandlerContext connection) {
        if (timeoutMillis > 0) {
            timer = connection.executor().schedule(() -> expired(connection), timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired(ChannelHandlerContext connection) {
        rejections.connection(
                listener.label(),
                Rejections.Reason.TOO_SLOW,
                ClientAddress.peer(connection.channel()),
                "nothing whole in " + timeoutMillis + " ms");
        connection.close();
    }
}
