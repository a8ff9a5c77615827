package io.chunkgate.server;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;

/**
 * Why an address could not be bound. The native transport reports the number of the error; the JDK only its text, which is in
 * the language of the process's locale and is compared with that of a provoked error.
 */
public enum BindError {
    ADDRESS_IN_USE,
    ADDRESS_NOT_AVAILABLE,
    OTHER;

    /** EADDRINUSE of Linux. */
    private static final int IN_USE = 98;
    /** EADDRNOTAVAIL of Linux. */
    private static final int NOT_AVAILABLE = 99;
    /** An address that no machine has (RFC 5737). */
    private static final String NO_MACHINE = "192.0.2.1";

    public static BindError of(Throwable cause) {
        if (cause instanceof Errors.NativeIoException numbered) {
            return switch (-numbered.expectedErr()) {
                case IN_USE -> ADDRESS_IN_USE;
                case NOT_AVAILABLE -> ADDRESS_NOT_AVAILABLE;
                default -> OTHER;
            };
        }
        return cause instanceof BindException ? byText(String.valueOf(cause.getMessage())) : OTHER;
    }

    private static BindError byText(String reason) {
        if (reason.contains("Address already in use") || reason.equals(provokeInUse())) {
            return ADDRESS_IN_USE;
        }
        boolean isUnavailable = reason.contains("Cannot assign requested address")
                || reason.equals(provoke(new InetSocketAddress(NO_MACHINE, 0)));
        return isUnavailable ? ADDRESS_NOT_AVAILABLE : OTHER;
    }

    private static String provokeInUse() {
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return provoke(open.getLocalSocketAddress());
        } catch (IOException unable) {
            return "";
        }
    }

    private static String provoke(SocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return "";
        } catch (IOException provoked) {
            return String.valueOf(provoked.getMessage());
        }
    }
}
