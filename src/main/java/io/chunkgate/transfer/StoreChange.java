package io.chunkgate.transfer;

import java.util.Locale;
import java.util.Optional;

/**
 * What a client has done to published names, other than by an upload.
 *
 * @param name   of the file or folder, without the slash of a folder
 * @param target the new name of a copy or move
 */
public record StoreChange(Kind kind, String name, Optional<String> target, ClientId clientId, RequestInfo requestInfo) {
    /** What was done. */
    public enum Kind {
        DELETE,
        COPY,
        MOVE,
        CREATE_FOLDER,
        DELETE_FOLDER,
        COPY_FOLDER,
        MOVE_FOLDER;

        /** Returns the name in logs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
