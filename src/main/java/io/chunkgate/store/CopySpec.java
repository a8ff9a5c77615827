package io.chunkgate.store;

/**
 * What is copied or moved, and where to. Conditions are checked as by {@link FileStore#delete} for the source, and as by an
 * upload for the target.
 *
 * @param from   a published file
 * @param to     its new name; missing folders are created
 * @param source the condition on the file
 * @param target the condition on the file that it replaces; not {@link PublishCondition.RenameOnConflict}
 */
public record CopySpec(FileName from, FileName to, PublishCondition source, PublishCondition target) {
    /** Replaces what the target is. */
    public CopySpec(FileName from, FileName to) {
        this(from, to, new PublishCondition.Anything(), new PublishCondition.Anything());
    }

    /** @throws StoreException {@code FAILED_PRECONDITION} when source and target are the same name */
    public void requireDifferent() {
        if (from.equals(to)) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "target", "'" + to + "'", "another name than the source");
        }
    }

    /** The same at the places that symbolic links lead to. */
    public CopySpec at(FileName source, FileName target) {
        return new CopySpec(source, target, this.source, this.target);
    }
}
