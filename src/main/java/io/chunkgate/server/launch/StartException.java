package io.chunkgate.server.launch;

/**
 * The gateway could not start for a reason that its operator can remove: a port that is taken, a folder that cannot be
 * used. The message is one line with the setting, its value and what is wrong with it.
 */
public final class StartException extends RuntimeException {
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
