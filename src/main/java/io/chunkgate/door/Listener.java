package io.chunkgate.door;

/** The listeners of the gateway, one or two a door. */
public enum Listener {
    HTTP("http", -1),
    GRPC("grpc", -2),
    TCP("tcp", -3),
    TCP_DOWNLOAD("tcp-download", -4);

    private final String label;
    private final int anyPort;

    Listener(String label, int anyPort) {
        this.label = label;
        this.anyPort = anyPort;
    }

    /** How people and programs see it. */
    public String label() {
        return label;
    }

    /**
     * The port to ask Vert.x for. Where any will do (0), all instances of a door are to share one: Vert.x takes a negative
     * number for that, one for each shared port.
     */
    public int portToAskFor(int configured) {
        return configured == 0 ? anyPort : configured;
    }
}
