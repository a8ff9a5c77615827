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
 * Whom limits "per address" are about: one address of IPv4, or a network of 64 bits of IPv6, which is the least that anybody
 * is given (RFC 6177) and holds more addresses than could be counted.
 */
public final class ClientAddress {
    private static final int NETWORK_BYTES = 8;
    private static final String UNKNOWN = "unknown";

    private ClientAddress() {}

    /** Of a socket; all that have no IP address are one. */
    static String of(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? of(address.getAddress())
                : UNKNOWN;
    }

    /** A socket's address as {@code host:port}. */
    static String peer(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : UNKNOWN;
    }

    /** Of a {@code host:port} with the address in figures. */
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
