package io.chunkgate.store;

import java.util.Optional;

/**
 * Who began an upload; the store counts unfinished uploads by it.
 *
 * @param client the principal, or the address of an anonymous client; empty if it is not known, and then not counted
 * @param link   the id of the signed link that the upload was begun with
 */
public record UploadOwner(String client, Optional<String> link) {
    public static final UploadOwner UNKNOWN = new UploadOwner("", Optional.empty());

    /** Whether the client is counted. */
    public boolean isKnown() {
        return !client.isEmpty();
    }
}
