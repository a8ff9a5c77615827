package io.chunkgate.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and networks of a setting, separated by commas: {@code 127.0.0.1, 10.0.0.0/8, fd00::/8}. No name is resolved.
 *
 * @param members none for an empty text
 */
public record Networks(List<Network> members) {
    /**
     * The addresses that begin with the same bits.
     *
     * @param address      4 or 16 bytes
     * @param prefixLength in bits
     */
    record Network(byte[] address, int prefixLength) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int bytes = prefixLength / Byte.SIZE;
            for (int i = 0; i < bytes; i++) {
                if (other[i] != address[i]) {
                    return false;
                }
            }
            int bits = prefixLength % Byte.SIZE;
            return bits == 0 || (other[bytes] ^ address[bytes]) >> (Byte.SIZE - bits) == 0;
        }
    }

    /**
     * @param setting the key that holds the text, for messages
     * @throws ConfigException for anything else than addresses and networks
     */
    static Networks parse(String setting, String text) {
        List<Network> members = new ArrayList<>();
        for (String member : text.isBlank() ? new String[0] : text.split(",")) {
            members.add(network(setting, member.strip()));
        }
        return new Networks(List.copyOf(members));
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** @param address null for a connection without an IP address, which no network contains */
    public boolean contains(@Nullable InetAddress address) {
        return address != null && members.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    private static Network network(String setting, String text) {
        int slash = text.indexOf('/');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw refused(setting, text);
        }
        int bits = address.getAddress().length * Byte.SIZE;
        return new Network(
                address.getAddress(), slash < 0 ? bits : prefixLength(setting, text, text.substring(slash + 1), bits));
    }

    private static int prefixLength(String setting, String text, String length, int max) {
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > max) {
            throw refused(setting, text);
        }
        return Integer.parseInt(length);
    }

    private static ConfigException refused(String setting, String text) {
        return new ConfigException(setting + ": '" + text
                + "' (expected: addresses and networks such as 10.0.0.0/8, separated by commas)");
    }
}
