package io.chunkgate.store;

import java.util.Optional;

/**
 * A checked name of a folder of the store: empty for the root, else under the rules of {@link FileName}.
 *
 * @param value without a slash at either end
 */
public record FolderName(String value) {
    public static final FolderName ROOT = new FolderName("");

    /** @throws StoreException {@link ErrorCode#INVALID_ARGUMENT} when the text is neither empty nor a name */
    public FolderName {
        if (!value.isEmpty()) {
            FileName.of(value);
        }
    }

    /** The folder of this name, were it one. */
    public static FolderName of(FileName name) {
        return new FolderName(name.value());
    }

    /** The part behind the last slash; empty for the root. */
    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /**
     * The name of an entry of this folder, if it is to be listed: not when no client could ask for it, and not when it is
     * hidden. Hidden is what begins with a dot, as everywhere on Unix; it is served to those who know its name.
     *
     * @param segment as the folder has it
     */
    public Optional<FileName> listed(String segment) {
        if (segment.startsWith(".") || segment.indexOf('/') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileName.of(value.isEmpty() ? segment : value + '/' + segment));
        } catch (StoreException unnameable) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value + '/';
    }
}
