package io.chunkgate.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.text.PercentCoding;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a file or folder: {@code http://host:port/files/name}, also with a prefix before {@code /files}, {@code grpc://host:port/name} or
 * {@code tcp://host:port/name}; {@code https}, {@code grpcs} and {@code tcps} are the same with TLS. A space in the name can
 * be written as a space or as {@code %20}.
 *
 * @param scheme   {@code http}, {@code grpc} or {@code tcp}, or one of them with an appended {@code s}
 * @param host     a host name or an address; an IPv6 address has no brackets
 * @param port     1 to 65535
 * @param path     a file's name, a folder's name with a slash at its end, or empty for the root
 * @param link     path and query of a signed link, without the base path; its query is the only one that a URL may have
 * @param basePath the prefix of all paths over HTTP behind a proxy, such as {@code /data}; empty for none
 */
public record GatewayUrl(String scheme, String host, int port, String path, Optional<String> link, String basePath) {
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[a-z]+)://(\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[^/:@?#\\[\\]]+))(:(?<port>\\d{1,5}))?"
                    + "(/(?<path>.*))?");
    private static final Map<String, Integer> PORTS =
            Map.of("http", 80, "grpc", 50051, "tcp", 9000, "https", 443, "grpcs", 50051, "tcps", 9443);
    private static final Pattern SIGNATURE = Pattern.compile("[?&]signature=");
    private static final String HTTP_FILES = "files/";

    public GatewayUrl(String scheme, String host, int port, String path) {
        this(scheme, host, port, path, Optional.empty(), "");
    }

    /**
     * Parses a URL. The default ports are 80, 50051 and 9000; with TLS 443, 50051 and 9443.
     *
     * @throws ClientException INVALID_ARGUMENT
     */
    public static GatewayUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw refusal(text, "http://HOST:PORT/files/NAME, grpc://HOST:PORT/NAME or tcp://HOST:PORT/NAME");
        }
        String scheme = url.group("scheme");
        Integer standardPort = PORTS.get(scheme);
        if (standardPort == null) {
            throw unknownScheme(scheme);
        }
        String host = Optional.ofNullable(url.group("v6")).orElseGet(() -> url.group("host"));
        int port = url.group("port") == null ? standardPort : Integer.parseInt(url.group("port"));
        if (port < 1 || port > 65535) {
            throw refusal(text, "a port from 1 to 65535");
        }
        String rawPath = Optional.ofNullable(url.group("path")).orElse("");
        String prefix = scheme.startsWith("http") ? prefix(rawPath) : "";
        String basePath = prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1);
        String target = rawPath.substring(prefix.length());
        String name = withoutPrefix(text, scheme, target);
        int question = name.indexOf('?');
        boolean isLink =
                question >= 0 && !name.equals(target) && SIGNATURE.matcher(name).find();
        return new GatewayUrl(
                scheme,
                host,
                port,
                decode(text, isLink ? name.substring(0, question) : name),
                isLink ? Optional.of("/" + target) : Optional.empty(),
                basePath);
    }

    /** What precedes {@code files/}, with a slash at its end. */
    private static String prefix(String rawPath) {
        String path = rawPath.split("\\?", 2)[0] + "/";
        int files = path.startsWith(HTTP_FILES) ? 0 : path.indexOf("/" + HTTP_FILES) + 1;
        return path.substring(0, files);
    }

    /** Whether connections use TLS. */
    public boolean isSecure() {
        return scheme.endsWith("s");
    }

    /** Whether the protocol is HTTP, with or without TLS. */
    public boolean isHttp() {
        return clearScheme().equals("http");
    }

    /** The scheme without TLS. */
    String clearScheme() {
        return isSecure() ? scheme.substring(0, scheme.length() - 1) : scheme;
    }

    /** The host as in a URL: an IPv6 address has brackets. */
    public String uriHost() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Scheme, host and port. */
    public String origin() {
        return scheme + "://" + uriHost() + ":" + port;
    }

    /** The same URL without a path: two with equal gateways lead to the same one. */
    public GatewayUrl gateway() {
        return new GatewayUrl(scheme, host, port, "", Optional.empty(), basePath);
    }

    /** Whether this is a folder: it ends in a slash, or is the root. */
    public boolean isFolder() {
        return path.isEmpty() || path.endsWith("/");
    }

    /** The name, without the slash at the end of a folder. */
    public String name() {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The part of the name after its last slash. */
    public String lastSegment() {
        return name().substring(name().lastIndexOf('/') + 1);
    }

    /** A file or folder below this folder. */
    public GatewayUrl child(String name) {
        return new GatewayUrl(scheme, host, port, path + name, Optional.empty(), basePath);
    }

    /** For messages: the name is not escaped. */
    @Override
    public String toString() {
        return origin() + basePath + "/" + (isHttp() ? HTTP_FILES : "") + path;
    }

    static ClientException unknownScheme(String scheme) {
        return new ClientException(
                ErrorCode.INVALID_ARGUMENT,
                "scheme: '" + scheme + "' (expected: http, grpc or tcp; https, grpcs or tcps)");
    }

    private static String withoutPrefix(String text, String scheme, String path) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return path;
        }
        if (path.equals("files")) {
            return "";
        }
        if (!path.startsWith(HTTP_FILES)) {
            throw refusal(text, "http://HOST:PORT/files/NAME");
        }
        return path.substring(HTTP_FILES.length());
    }

    private static String decode(String url, String path) {
        if (path.contains("?") || path.contains("#")) {
            throw refusal(url, "no ? and no #; those of a name are %3F and %23");
        }
        try {
            // Shells pass characters beyond ASCII as they are.
            return PercentCoding.decode(PercentCoding.encode(path, b -> b >= 0));
        } catch (IllegalArgumentException e) {
            throw refusal(url, String.valueOf(e.getMessage()));
        }
    }

    private static ClientException refusal(String url, String expected) {
        return new ClientException(ErrorCode.INVALID_ARGUMENT, "URL: '" + url + "' (expected: " + expected + ")");
    }
}
