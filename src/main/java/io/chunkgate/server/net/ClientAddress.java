package io.chunkgate.server.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The address that limits "per address" apply to: an IPv4 address, or an IPv6 network of 64 bits, the smallest that a site is
 * assigned (RFC 6177).
 */
public final class ClientAddress {
    private static final int NETWORK_BYTES = 8;
    private static final String UNKNOWN = "unknown";
    private static final AttributeKey<InetSocketAddress> PROXIED = AttributeKey.valueOf(ClientAddress.class, "proxied");

    private ClientAddress() {}

    /** Returns the address of a socket; all sockets without an IP address share one. */
    static String of(@Nullable SocketAddress remote) {
        InetAddress address = ip(remote);
        return address == null ? UNKNOWN : of(address);
    }

    /** Returns the address of a connection's client: the one that a PROXY header gave, else that of the socket. */
    static @Nullable SocketAddress remote(Channel connection) {
        InetSocketAddress proxied = connection.attr(PROXIED).get();
        return proxied == null ? connection.remoteAddress() : proxied;
    }

    /**
     * Keeps the address of a PROXY header for {@link #remote}. Vert.x removes its own copy when it is first read.
     *
     * @return false without a header that has the address of a client
     */
    static boolean keepProxied(Channel connection) {
        io.vertx.core.net.SocketAddress given =
                connection.attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE).get();
        InetAddress address = given == null ? null : ip(given);
        if (given == null || address == null) {
            return false;
        }
        connection.attr(PROXIED).set(new InetSocketAddress(address, given.port()));
        return true;
    }

    /** Returns the address of a connection's client as {@code host:port}. */
    static String peer(Channel connection) {
        return peer(remote(connection));
    }

    /** Returns a socket's address as {@code host:port}. */
    static String peer(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : UNKNOWN;
    }

    /** Returns the address of a {@code host:port} with a numeric host. */
    public static String ofPeer(String peer) {
        String host = peer.substring(0, Math.max(0, peer.lastIndexOf(':')));
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null ? UNKNOWN : of(address);
    }

    /** Returns null for a socket without an IP address. */
    static @Nullable InetAddress ip(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address ? address.getAddress() : null;
    }

    /** Returns null for a socket without an IP address. */
    static @Nullable InetAddress ip(io.vertx.core.net.@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? null : NetUtil.createInetAddressFromIpAddressString(address);
    }

    private static String of(InetAddress address) {
        return address instanceof Inet6Address ? network(address) + "/64" : address.getHostAddress();
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
