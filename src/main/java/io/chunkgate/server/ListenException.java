package io.chunkgate.server;

import io.chunkgate.server.net.Listener;
import java.net.UnknownHostException;

/** An address could not be listened on. The message is one line for the operator and names the setting to change. */
public final class ListenException extends RuntimeException {
    private ListenException(String message, Throwable cause) {
        super(message, cause);
    }

    static ListenException of(Listener listener, String host, int port, Throwable cause) {
        return new ListenException(message(listener, host, port, cause), cause);
    }

    private static String message(Listener listener, String host, int port, Throwable cause) {
        BindError error = BindError.of(cause);
        if (error == BindError.ADDRESS_IN_USE) {
            return listener.portSetting() + ": " + port + " is taken on " + host;
        }
        if (cause instanceof UnknownHostException || error == BindError.ADDRESS_NOT_AVAILABLE) {
            return "server.host: " + host + " (expected: an address or a name of this machine)";
        }
        return listener.portSetting() + ": cannot listen on port " + port + " of " + host + " (" + cause.getMessage()
                + ")";
    }
}
