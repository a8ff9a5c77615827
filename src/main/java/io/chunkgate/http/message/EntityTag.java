package io.chunkgate.http.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entity tag (RFC 9110, section 8.8.3): identifies one version of a representation.
 *
 * @param opaque the text between the quotes
 * @param weak   true for {@code W/"..."}: equivalent versions may share it though their bytes differ
 */
public record EntityTag(String opaque, boolean weak) {
    /** The characters are etagc of section 8.8.3: visible ASCII except the quote, and bytes from 0x80. */
    static final String GRAMMAR = "(?<weak>W/)?\"(?<opaque>[!#-~\\x80-\\x{10FFFF}]*+)\"";

    private static final Pattern TAG = Pattern.compile(GRAMMAR);

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
        Matcher tag = TAG.matcher(text);
        return tag.matches() ? Optional.of(of(tag)) : Optional.empty();
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
        return (weak ? "W/" : "") + '"' + opaque + '"';
    }

    /** The tag that a pattern with the {@link #GRAMMAR} found. */
    static EntityTag of(Matcher found) {
        return new EntityTag(found.group("opaque"), found.group("weak") != null);
    }
}
