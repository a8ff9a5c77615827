package io.chunkgate.server.net;

/** The listeners of the gateway; the TCP server has several. */
public enum Listener {
    HTTP("http", "http.port", -1),
    GRPC("grpc", "grpc.port", -2),
    TCP("tcp", "tcp.port", -3),
    TCP_DOWNLOAD("tcp-download", "tcp.downloadPort", -4),
    TCP_TLS("tcp-tls", "tcp.tlsPort", -5);

    private final String label;
    private final String portSetting;
    private final int anyPort;

    Listener(String label, String portSetting, int anyPort) {
        this.label = label;
        this.portSetting = portSetting;
        this.anyPort = anyPort;
    }

    /** Returns the name in metrics, logs and JSON. */
    public String label() {
        return label;
    }

    /** Returns the setting of its port, as {@code section.key}. */
    public String portSetting() {
        return portSetting;
    }

    /**
     * Returns the port to pass to Vert.x. For 0 (any free port) all instances of a server share one port: Vert.x takes a
     * negative number for that, a different one for each shared port.
     */
    public int portToBind(int configured) {
        return configured == 0 ? anyPort : configured;
    }
}
