package io.chunkgate.store;

import java.util.Optional;

/**
 * A validated name of a folder: empty for the root, else as defined by {@link FileName}.
 *
 * @param value without a slash at either end
 */
public record FolderName(String value) {
    public static final FolderName ROOT = new FolderName("");

    /** @throws StoreException {@link ErrorCode#INVALID_ARGUMENT} when the text is neither empty nor valid */
    public FolderName {
        if (!value.isEmpty()) {
            FileName.of(value);
        }
    }

    /** The folder with the name of a file. */
    public static FolderName of(FileName name) {
        return new FolderName(name.value());
    }

    /** The name of an entry of this folder, valid or not. */
    public String entry(String segment) {
        return value.isEmpty() ? segment : value + '/' + segment;
    }

    /** The folder that this one is in; of the root, the root. */
    public FolderName parent() {
        return new FolderName(value.substring(0, Math.max(0, value.lastIndexOf('/'))));
    }

    /**
     * Checks the names of a copied or moved folder.
     *
     * @throws StoreException {@code FAILED_PRECONDITION} when one of the folders is the root, is in the other one, or is the same
     */
    public void requireOutside(FolderName target) {
        requireNotRoot("folder");
        target.requireNotRoot("target");
        if (toString().startsWith(target.toString()) || target.toString().startsWith(toString())) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "target",
                    "'" + target + "'",
                    "neither in '" + this + "' nor around it");
        }
    }

    /** @throws StoreException {@code FAILED_PRECONDITION} for the root */
    public void requireNotRoot(String what) {
        if (value.isEmpty()) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, what, "'/'", "another folder than the root");
        }
    }

    /** The part after the last slash; empty for the root. */
    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /**
     * The name of an entry of this folder, if listings show it. They omit entries whose name is not a valid {@link FileName},
     * and hidden entries, which begin with a dot; a hidden file can be downloaded by its name.
     *
     * @param segment the last segment of the name
     */
    public Optional<FileName> listed(String segment) {
        if (segment.startsWith(".") || segment.indexOf('/') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileName.of(entry(segment)));
        } catch (StoreException unnameable) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value + '/';
    }
}
