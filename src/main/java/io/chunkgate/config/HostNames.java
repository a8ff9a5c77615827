package io.chunkgate.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Host names of a setting, separated by commas: {@code files.example.org, *.example.net, 192.0.2.7}; {@code *} for all. A
 * name in Host or {@code :authority} matches with any port, in any case, and with a dot at its end.
 *
 * @param members in lower case, none for an empty text
 */
public record HostNames(Set<String> members) {
    private static final String ANY = "*";

    /**
     * @param setting the key that holds the text, for messages
     * @throws ConfigException for a member with a scheme, a port or a path
     */
    static HostNames parse(String setting, String text) {
        return new HostNames(Stream.of(text.split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .map(member -> checked(setting, member))
                .collect(Collectors.toUnmodifiableSet()));
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** @param host without a port; an IPv6 address may have brackets */
    public boolean contains(String host) {
        String name = normalized(host);
        return members.contains(ANY)
                || members.contains(name)
                || members.stream().anyMatch(member -> member.startsWith("*.") && name.endsWith(member.substring(1)));
    }

    /** Whether a host is {@code localhost}, a name below it, or a loopback address. */
    public static boolean isLoopback(String host) {
        String name = normalized(host);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || address(name).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static Optional<InetAddress> address(String name) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(name));
    }

    private static String checked(String setting, String member) {
        String name = normalized(member);
        boolean isName = name.equals(ANY) || name.matches("(\\*\\.)?[a-z0-9._-]+");
        if (!isName && address(name).isEmpty()) {
            throw new ConfigException(
                    setting + ": '" + member
                            + "' (expected: host names such as files.example.org or *.example.org, or addresses, without ports)");
        }
        return name;
    }

    private static String normalized(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
