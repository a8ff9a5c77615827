package io.chunkgate.server.net;

import io.netty.util.NetUtil;
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

    private ClientAddress() {}

    /** Returns the address of a socket; all sockets without an IP address share one. */
    static String of(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? of(address.getAddress())
                : UNKNOWN;
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
