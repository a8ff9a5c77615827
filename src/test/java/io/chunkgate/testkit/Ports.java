package io.chunkgate.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for programs that are restarted on the same port. */
public final class Ports {
    /** Below the ephemeral ports, which clients could occupy while the program is down. */
    private static final int FIRST = 15_000;

    private static final int LAST = 30_000;

    private Ports() {}

    /** A free port of 127.0.0.1. */
    public static int free() {
        int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        while (!isFree(port)) {
            port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}
