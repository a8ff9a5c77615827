package io.chunkgate.store;

import java.util.Optional;
import java.util.Set;

/**
 * A condition on the file that an upload replaces. It is checked when the upload begins, to spare the client the transfer,
 * and again, with effect, in the step that publishes.
 */
public sealed interface PublishCondition {
    /** Always met. */
    record Anything() implements PublishCondition {}

    /** The name must be free; else {@code ALREADY_EXISTS}. In HTTP {@code If-None-Match: *}. */
    record MustBeNew() implements PublishCondition {}

    /** The file must exist; else {@code FAILED_PRECONDITION}. In HTTP {@code If-Match: *}. */
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
     * Always met: when the name is taken, the file gets the next free one, as {@link FileName#numbered} forms it. The name is
     * chosen when the file is published; {@link FileInfo#name} tells it.
     */
    record RenameOnConflict() implements PublishCondition {}

    /**
     * Checks the condition.
     *
     * @param current the published file of the name; empty when there is none
     * @throws StoreException {@code ALREADY_EXISTS} or {@code FAILED_PRECONDITION} when it is not met
     */
    default void require(FileName name, Optional<FileInfo> current) {
        if (this instanceof MustBeNew && current.isPresent()) {
            throw StoreErrors.alreadyExists(name);
        }
        if (this instanceof MustExist && current.isEmpty()) {
            throw refused(name, "no file", "a file to replace");
        }
        if (this instanceof MustMatch match) {
            boolean matches =
                    current.map(file -> match.etags().contains(file.etag())).orElse(false);
            if (!matches) { // The tag is a digest of the content, which the client may not be permitted to read.
                throw refused(
                        name, current.isPresent() ? "another one" : "no file", String.join(" or ", match.etags()));
            }
        }
    }

    private static StoreException refused(FileName name, String found, String expected) {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "version of '" + name + "'", found, expected);
    }
}
