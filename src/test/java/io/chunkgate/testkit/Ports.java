package io.chunkgate.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for programs that are started again on the same one. */
public final class Ports {
    /** Below those that the kernel gives to clients, which would take one while its program is down. */
    private static final int FIRST = 15_000;

    private static final int LAST = 30_000;

    private Ports() {}

    /** A port of 127.0.0.1 on which nobody listens now. */
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
        } catch (IOException taken) {
            return false;
        }
    }
}
