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
 * What one client may do, from when it showed who it is until that expires. Rules that change meanwhile count at once.
 *
 * <p>What is refused is {@code UNAUTHENTICATED} where it would help to show who one is, else {@code PERMISSION_DENIED};
 * neither tells whether there is a file.
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

    /** Who the client showed to be; {@code anonymous} where that was nobody. */
    public String principal() {
        return principal;
    }

    /** Bytes of the largest file that may be uploaded by this. */
    public long maxFileBytes() {
        return link.map(SignedLink::maxBytes).orElse(Long.MAX_VALUE);
    }

    /** What bounds what it adds under a name. */
    List<Rules.Quota> quotas(FileName name) {
        return rules.get().quotas(principal, name.value());
    }

    /** @throws StoreException if it may not */
    public void require(Permission permission, FileName name) {
        require(permission, name.value());
    }

    /** @throws StoreException if it may not */
    public void require(Permission permission, FolderName folder) {
        require(permission, folder.value());
    }

    /** Whether it may, now. */
    public boolean allows(Permission permission, FileName name) {
        return isAlive() && allows(permission, name.value());
    }

    private void require(Permission permission, String name) {
        if (!isAlive()) {
            throw new StoreException(ErrorCode.UNAUTHENTICATED, "token: expired meanwhile (expected: a fresh one)");
        }
        if (!allows(permission, name)) {
            throw refusal(permission, name);
        }
    }

    private boolean isAlive() {
        return expiresAt.isEmpty() || Instant.now().isBefore(expiresAt.get());
    }

    /** A link can do no more than who made it. */
    private boolean allows(Permission permission, String name) {
        return link.map(signed -> signed.covers(permission, name)).orElse(true)
                && rules.get().allow(principal, permission, name);
    }

    private StoreException refusal(Permission permission, String name) {
        if (principal.equals(Access.ANONYMOUS)) {
            return new StoreException(
                    ErrorCode.UNAUTHENTICATED,
                    "token: missing (expected: one that may " + permission.word() + " here)");
        }
        String who = link.isPresent() ? "this link" : "'" + principal + "'";
        return new StoreException(
                ErrorCode.PERMISSION_DENIED, who + " may not " + permission.word() + " '/" + name + "'");
    }
}
