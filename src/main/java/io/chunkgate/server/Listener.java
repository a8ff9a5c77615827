package io.chunkgate.server;

/** The listeners of the gateway, some of them of one door. */
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

    /** How people and programs see it. */
    public String label() {
        return label;
    }

    /** The setting that holds its port, as {@code section.key}. */
    public String portSetting() {
        return portSetting;
    }

    /**
     * The port to ask Vert.x for. Where any will do (0), all instances of a door are to share one: Vert.x takes a negative
     * number for that, one for each shared port.
     */
    public int portToAskFor(int configured) {
        return configured == 0 ? anyPort : configured;
    }
}
