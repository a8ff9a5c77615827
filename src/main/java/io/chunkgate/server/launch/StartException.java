package io.chunkgate.server.launch;

import org.jspecify.annotations.Nullable;

/**
 * The gateway failed to start for a reason that the operator can remove, such as a port in use or an inaccessible folder. The
 * message is one line with the setting, its value and the error.
 */
public final class StartException extends RuntimeException {
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the store is away, so that a later start may succeed. */
    public boolean isTemporary() {
        @Nullable Throwable cause = getCause();
        return cause != null && StoreWait.isAway(cause);
    }
}
