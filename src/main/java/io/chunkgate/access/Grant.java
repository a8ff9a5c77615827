package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * The permissions of one client until its credentials expire. Changed rules apply at once, and so do removed tokens and keys.
 *
 * <p>Missing permission is {@code UNAUTHENTICATED} for an anonymous client, else {@code PERMISSION_DENIED}; neither reveals
 * whether the file exists.
 */
public final class Grant {
    private final String principal;
    private final Optional<SignedLink> link;
    private final ValidRules rules;

    /** The present rules, as long as the credentials of the client are valid. */
    interface ValidRules {
        /** @throws StoreException {@code UNAUTHENTICATED} when the credentials have expired, or were removed */
        Rules get();
    }

    Grant(String principal, Optional<SignedLink> link, ValidRules rules) {
        this.principal = principal;
        this.link = link;
        this.rules = rules;
    }

    /** The authenticated principal, or {@code anonymous}. */
    public String principal() {
        return principal;
    }

    /** The signed link that the client has shown. */
    Optional<SignedLink> link() {
        return link;
    }

    /** The id of the signed link that the client has shown, for the owner of its uploads. */
    public Optional<String> linkId() {
        return link.map(SignedLink::id);
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
        try {
            Rules now = rules.get();
            return permits(now, permission, name, name)
                    && (place.equals(name) || permits(now, permission, place, name));
        } catch (StoreException credentialsEnded) {
            return false;
        }
    }

    private void require(Permission permission, String name) {
        require(permission, name, name);
    }

    /**
     * Requires a permission for the place that a name leads to through a symbolic link. A signed link never has more permissions
     * than the principal of its key.
     *
     * @param name that the client knows; a signed link and the message are about it
     */
    void require(Permission permission, String place, String name) {
        if (!permits(rules.get(), permission, place, name)) {
            throw refused(permission, name);
        }
    }

    private boolean permits(Rules now, Permission permission, String place, String name) {
        boolean covered = link.map(signed -> signed.covers(permission, name)).orElse(true);
        return covered && now.allow(principal, permission, place);
    }

    /** @throws StoreException {@code UNAUTHENTICATED} when the credentials have expired, or were removed */
    public void requireValid() {
        rules.get();
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
