package io.chunkgate.server.net;

import io.netty.channel.Channel;
import java.lang.reflect.Method;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection writable after its client has ended the other direction. Since netty/netty#16689 the epoll transport
 * takes a socket out of epoll when no event of it is wanted, which is so after an end of input, but does not put it back:
 * the first write that has to wait for the client then fails, and what follows looks like an orderly end. A flag that
 * wants no event, edge triggering, keeps the socket where it is. The method that sets it is protected.
 */
public final class EpollHalfClosure {
    private static final Logger LOG = LoggerFactory.getLogger(EpollHalfClosure.class);
    private static final String CHANNEL_CLASS = "io.netty.channel.epoll.AbstractEpollChannel";
    private static final int EPOLLET = 1 << 31;
    private static final Optional<Method> SET_FLAG = find();

    private EpollHalfClosure() {}

    /** Call when the end of input is noticed; does nothing for other transports. */
    public static void survive(Channel channel) {
        SET_FLAG.filter(method -> method.getDeclaringClass().isInstance(channel))
                .ifPresent(method -> setFlag(method, channel));
    }

    private static void setFlag(Method method, Channel channel) {
        try {
            method.invoke(channel, EPOLLET);
        } catch (ReflectiveOperationException e) {
            LOG.warn("{}: a download may break, as its client has ended its side", channel, e);
        }
    }

    private static Optional<Method> find() {
        try {
            Method method = Class.forName(CHANNEL_CLASS).getDeclaredMethod("setFlag", int.class);
            method.setAccessible(true);
            return Optional.of(method);
        } catch (ClassNotFoundException otherTransport) {
            return Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Downloads by clients that end their side first may break", e);
            return Optional.empty();
        }
    }
}
