package io.chunkgate.http.message;

import java.util.Optional;

/**
 * An entity tag (RFC 9110, section 8.8.3): identifies one version of a representation.
 *
 * @param opaque the text between the quotes
 * @param weak   true for {@code W/"..."}: equivalent versions may share it though their bytes differ
 */
public record EntityTag(String opaque, boolean weak) {
    private static final String WEAK_PREFIX = "W/";

    /**
     * Parses a tag of the store.
     *
     * @param quoted the tag as in a header field, such as {@code "abc"} with its quotes
     * @throws IllegalArgumentException if the text is not an entity tag
     */
    public static EntityTag of(String quoted) {
        return parse(quoted)
                .orElseThrow(() ->
                        new IllegalArgumentException("entity tag: '" + quoted + "' (expected: \"...\" or W/\"...\")"));
    }

    /** Parses one tag; empty if the text is anything else. */
    public static Optional<EntityTag> parse(String text) {
        return scan(text, 0) == text.length() ? Optional.of(between(text, 0, text.length())) : Optional.empty();
    }

    /** Whether both identify the same bytes: equal, and neither is weak (section 8.8.3.2). */
    public boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Whether the texts are equal, weak or not (section 8.8.3.2). */
    public boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** The tag as in a header field. */
    @Override
    public String toString() {
        return (weak ? WEAK_PREFIX : "") + '"' + opaque + '"';
    }

    /** The position after the tag that begins at {@code from}, or -1 if none begins there. */
    static int scan(String text, int from) {
        int opening = text.startsWith(WEAK_PREFIX, from) ? from + WEAK_PREFIX.length() : from;
        if (opening >= text.length() || text.charAt(opening) != '"') {
            return -1;
        }
        int i = opening + 1;
        while (i < text.length() && isTagCharacter(text.charAt(i))) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '"' ? i + 1 : -1;
    }

    /** The tag that {@link #scan} found at these positions. */
    static EntityTag between(String text, int from, int end) {
        boolean weak = text.startsWith(WEAK_PREFIX, from);
        int opening = weak ? from + WEAK_PREFIX.length() : from;
        return new EntityTag(text.substring(opening + 1, end - 1), weak);
    }

    /** etagc of section 8.8.3: visible ASCII except the quote, and bytes from 0x80. */
    private static boolean isTagCharacter(char c) {
        return c == '!' || (c >= '#' && c <= '~') || c >= 0x80;
    }
}
