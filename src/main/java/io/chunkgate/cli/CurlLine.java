package io.chunkgate.cli;

import io.chunkgate.store.FileName;
import java.nio.charset.StandardCharsets;

/** Command lines for curl that a person can paste into a shell. */
final class CurlLine {
    /** RFC 3986 section 2.3, and the slash between segments. */
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    private CurlLine() {}

    /**
     * Downloads a file of the gateway under another name, since the working directory may be the folder that is served,
     * and curl would then empty the file that it is about to read.
     */
    static String download(String host, int port, FileName name) {
        String copy = "copy-of-" + name.lastSegment();
        return "curl -o " + quoted(copy) + " " + quoted(url(host, port, "/files/" + percentEncoded(name.value())));
    }

    static String health(String host, int port) {
        return "curl " + quoted(url(host, port, "/health/ready"));
    }

    /** Host and port as in a URL: an IPv6 address in brackets. */
    static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String url(String host, int port, String path) {
        return "http://" + authority(reachable(host), port) + path;
    }

    /** One listens on a wildcard address, but connects to a real one. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> host;
        };
    }

    private static String percentEncoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
            }
        }
        return encoded.toString();
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value & 0xF, 16));
    }

    /** One word for a POSIX shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
