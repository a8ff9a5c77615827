package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The permissions of one client until its credentials expire. Changed rules apply at once.
 *
 * <p>Missing permission is {@code UNAUTHENTICATED} for an anonymous client, else {@code PERMISSION_DENIED}; neither reveals
 * whether the file exists.
 */
public final class Grant {
    private final String principal;
    private final Optional<Instant> expiresAt;
    private final Optional<SignedLink> link;
    private final Supplier<Rules> rules;

    Grant(String principal, Optional<Instant> expiresAt, Optional<SignedLink> link, Supplier<Rules> rules) {
        this.principal = principal;
        this.expiresAt = expiresAt;
        this.link = link;
        this.rules = rules;
    }

    /** The authenticated principal, or {@code anonymous}. */
    public String principal() {
        return principal;
    }

    /** The maximum size of an upload, in bytes. */
    long maxFileBytes() {
        return link.map(SignedLink::maxBytes).orElse(Long.MAX_VALUE);
    }

    /** The quotas for uploads of a name. */
    List<Rules.Quota> quotas(FileName name) {
        return rules.get().quotas(principal, name.value());
    }

    /** @throws StoreException when the client does not have the permission */
    public void require(Permission permission, FileName name) {
        require(permission, name.value());
    }

    /** @throws StoreException when the client does not have the permission */
    public void require(Permission permission, FolderName folder) {
        require(permission, folder.value());
    }

    /** Whether the client has the permission now. */
    boolean allows(Permission permission, FileName name) {
        return allowsAt(permission, name.value(), name.value());
    }

    /** Whether the client has the permission now for a name, and for the place that the name leads to. */
    boolean allowsAt(Permission permission, String place, String name) {
        return isAlive() && allows(permission, name, name) && allows(permission, place, name);
    }

    private void require(Permission permission, String name) {
        require(permission, name, name);
    }

    /**
     * Requires a permission for the place that a name leads to through a symbolic link.
     *
     * @param name that the client knows; a signed link and the message are about it
     */
    void require(Permission permission, String place, String name) {
        if (!isAlive()) {
            throw new StoreException(ErrorCode.UNAUTHENTICATED, "token: expired (expected: a valid one)");
        }
        if (!allows(permission, place, name)) {
            throw refused(permission, name);
        }
    }

    private boolean isAlive() {
        return expiresAt.isEmpty() || Instant.now().isBefore(expiresAt.get());
    }

    /** A link never has more permissions than the principal of its key. */
    private boolean allows(Permission permission, String place, String name) {
        return link.map(signed -> signed.covers(permission, name)).orElse(true)
                && rules.get().allow(principal, permission, place);
    }

    private StoreException refused(Permission permission, String name) {
        if (principal.equals(Access.ANONYMOUS)) {
            return new StoreException(
                    ErrorCode.UNAUTHENTICATED,
                    "token: missing (expected: one with permission to " + permission.word() + ")");
        }
        String who = link.isPresent() ? "this link" : "'" + principal + "'";
        return new StoreException(
                ErrorCode.PERMISSION_DENIED, who + " may not " + permission.word() + " '/" + name + "'");
    }
}
