package io.chunkgate.cli;

import io.chunkgate.store.FileName;
import io.chunkgate.text.PercentCoding;

/** Command lines of curl that can be pasted into a shell. */
final class CurlLine {
    private CurlLine() {}

    /**
     * Downloads a file under another name: the working directory may be the served folder, and curl would truncate the file
     * before reading it.
     */
    static String download(String host, int port, FileName name) {
        String copy = "copy-of-" + name.lastSegment();
        return "curl -o " + quoted(copy) + " "
                + quoted(url(host, port, "/files/" + PercentCoding.encode(name.value())));
    }

    static String health(String host, int port) {
        return "curl " + quoted(url(host, port, "/health/ready"));
    }

    /** Host and port for a URL, with an IPv6 address in brackets. */
    static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String url(String host, int port, String path) {
        return "http://" + authority(reachable(host), port) + path;
    }

    /** Replaces a wildcard address by the loopback address. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> host;
        };
    }

    /** Quotes a word for a POSIX shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
