package io.chunkgate.store;

import java.util.Optional;
import java.util.Set;

/**
 * What must hold of the file that an upload's name leads to, so that the upload may be published. It is checked when the
 * upload begins, to spare the client the bytes, and again in the step that publishes, where it decides.
 */
public sealed interface PublishCondition {
    /** Publishes whatever is there. */
    record Anything() implements PublishCondition {}

    /** The name must be free; else {@code ALREADY_EXISTS}. HTTP's {@code If-None-Match: *}. */
    record MustBeNew() implements PublishCondition {}

    /** There must be a file; else {@code FAILED_PRECONDITION}. HTTP's {@code If-Match: *}. */
    record MustExist() implements PublishCondition {}

    /**
     * The file must have one of these entity tags; else {@code FAILED_PRECONDITION}.
     *
     * @param etags strong, in their quoted form; at least one
     */
    record MustMatch(Set<String> etags) implements PublishCondition {
        public MustMatch {
            etags = Set.copyOf(etags);
        }
    }

    /**
     * Fails when the condition does not hold.
     *
     * @param current the published file of the name, if there is one
     * @throws StoreException {@code ALREADY_EXISTS} or {@code FAILED_PRECONDITION}, as each condition says
     */
    default void require(FileName name, Optional<FileInfo> current) {
        if (this instanceof MustBeNew && current.isPresent()) {
            throw new StoreException(ErrorCode.ALREADY_EXISTS, "'" + name + "': the name is taken");
        }
        if (this instanceof MustExist && current.isEmpty()) {
            throw refused(name, "no file", "a file to replace");
        }
        if (this instanceof MustMatch match) {
            String found = current.map(FileInfo::etag).orElse("no file");
            if (!match.etags().contains(found)) {
                throw refused(name, found, String.join(" or ", match.etags()));
            }
        }
    }

    private static StoreException refused(FileName name, String found, String expected) {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "version of '" + name + "'", found, expected);
    }
}
