package io.chunkgate.server.net;

import io.chunkgate.config.Networks;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What trusted proxies say about the client of a request, in Forwarded (RFC 7239) or in X-Forwarded-For, -Proto, -Host and
 * -Prefix. A proxy appends to these lists, so they are read from their end: the client is the last address that is not one of
 * a trusted proxy. What is before it is the client's own text.
 *
 * @param client   the address; that of the outermost trusted proxy if it does not say another
 * @param scheme   {@code http} or {@code https}, if stated
 * @param host     the authority that the client requested, if stated
 * @param basePath the prefix that the proxy removed from the path, such as {@code /data}; empty for none
 */
record Forwarded(SocketAddress client, Optional<String> scheme, Optional<HostAndPort> host, String basePath) {
    private static final String STANDARD = "Forwarded";
    private static final String CLIENTS = "X-Forwarded-For";
    private static final Pattern PAIR = Pattern.compile(
            "\\s*(?<name>[\\w!#$%&'*+.^`|~-]+)=(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"|(?<token>[^\\s\";,]+))\\s*(?<end>[;,]|$)");
    private static final Pattern NODE =
            Pattern.compile("(?:\\[(?<v6>[^\\]]+)]|(?<v4>[0-9.]+))(?::(?<port>\\d{1,5}))?|(?<bare>[0-9A-Fa-f:.]+)");
    private static final Pattern PREFIX = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[\\w.~%!$&'()*+,;=:@-]+)+");
    private static final int MAX_PORT = 65_535;

    /** The header fields cannot be understood; the message is for the client. */
    static final class MalformedException extends IllegalArgumentException {
        private MalformedException(String message) {
            super(message);
        }
    }

    /**
     * @param sender  the trusted proxy that sent the request
     * @param trusted all of them
     * @throws MalformedException for a malformed Forwarded, or one that names another client than X-Forwarded-For: one of
     *     both was then set by the client, and the proxy passed it on
     */
    static Forwarded of(MultiMap headers, SocketAddress sender, Networks trusted) {
        String prefix = last(headers, "X-Forwarded-Prefix").orElse("").replaceFirst("/$", "");
        String basePath = PREFIX.matcher(prefix).matches() ? prefix : "";
        SocketAddress listed = client(list(headers, CLIENTS), sender, trusted);
        if (!headers.contains(STANDARD)) {
            return new Forwarded(
                    listed,
                    last(headers, "X-Forwarded-Proto").flatMap(Forwarded::scheme),
                    last(headers, "X-Forwarded-Host").flatMap(Forwarded::authority),
                    basePath);
        }
        List<Map<String, String>> elements = elements(String.join(",", headers.getAll(STANDARD)));
        List<String> clients = elements.stream()
                .map(element -> element.getOrDefault("for", ""))
                .toList();
        SocketAddress client = client(clients, sender, trusted);
        if (headers.contains(CLIENTS) && !client.hostAddress().equals(listed.hostAddress())) {
            throw new MalformedException(STANDARD + " and " + CLIENTS + ": two clients (expected: one of both headers,"
                    + " and that the proxy sets or removes them)");
        }
        Map<String, String> element = elements.get(Math.min(outermost(clients, trusted), elements.size() - 1));
        return new Forwarded(
                client,
                Optional.ofNullable(element.get("proto")).flatMap(Forwarded::scheme),
                Optional.ofNullable(element.get("host")).flatMap(Forwarded::authority),
                basePath);
    }

    private static SocketAddress client(List<String> clients, SocketAddress sender, Networks trusted) {
        int index = outermost(clients, trusted);
        return index == clients.size() ? sender : node(clients.get(index)).orElse(sender);
    }

    /** The index of the address that the outermost trusted proxy added; the size of the list if there is none. */
    private static int outermost(List<String> clients, Networks trusted) {
        int index = clients.size();
        while (index > 0) {
            Optional<InetAddress> address = node(clients.get(index - 1)).map(Forwarded::ip);
            if (address.isEmpty()) {
                return index;
            }
            index--;
            if (!trusted.contains(address.get())) {
                return index;
            }
        }
        return index;
    }

    private static InetAddress ip(SocketAddress node) {
        return NetUtil.createInetAddressFromIpAddressString(node.hostAddress());
    }

    /** Parses an address with or without a port; empty for {@code unknown} and other identifiers. */
    private static Optional<SocketAddress> node(String text) {
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return Optional.empty();
        }
        String host = Stream.of("v6", "v4", "bare")
                .map(node::group)
                .filter(group -> group != null)
                .findFirst()
                .orElseThrow();
        int port = node.group("port") == null ? 0 : Math.min(MAX_PORT, Integer.parseInt(node.group("port")));
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null
                ? Optional.empty()
                : Optional.of(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
    }

    private static List<Map<String, String>> elements(String value) {
        List<Map<String, String>> elements = new ArrayList<>(List.of(new TreeMap<>()));
        Matcher pair = PAIR.matcher(value);
        int position = 0;
        for (; position < value.length(); position = pair.end()) {
            if (!pair.region(position, value.length()).lookingAt()) {
                throw new MalformedException(STANDARD + ": malformed (expected: for=ADDRESS;proto=https;host=NAME)");
            }
            String text = pair.group("quoted") == null
                    ? pair.group("token")
                    : pair.group("quoted").replaceAll("\\\\(.)", "$1");
            elements.get(elements.size() - 1).put(pair.group("name").toLowerCase(Locale.ROOT), text);
            if (pair.group("end").equals(",")) {
                elements.add(new TreeMap<>());
            }
        }
        return elements;
    }

    private static Optional<String> scheme(String text) {
        String scheme = text.toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? Optional.of(scheme) : Optional.empty();
    }

    private static Optional<HostAndPort> authority(String text) {
        return Optional.ofNullable(HostAndPort.parseAuthority(text, -1));
    }

    private static List<String> list(MultiMap headers, String name) {
        String joined = String.join(",", headers.getAll(name));
        return joined.isBlank()
                ? List.of()
                : Stream.of(joined.split(",", -1)).map(String::strip).toList();
    }

    /** The member of a list that the last proxy added. */
    private static Optional<String> last(MultiMap headers, String name) {
        List<String> members = list(headers, name);
        return members.isEmpty() ? Optional.empty() : Optional.of(members.get(members.size() - 1));
    }
}
