package io.chunkgate.http.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of If-Match or If-None-Match (RFC 9110, sections 13.1.1 and 13.1.2): {@code *} or a list of tags.
 *
 * <p>The RFC does not define malformed lists. Here the tags before the fault count and the rest is ignored. Unreadable
 * text never matches, so a malformed If-Match refuses a change and a malformed If-None-Match sends the file.
 *
 * @param any  true for {@code *}, which every existing representation matches
 * @param tags in their order; empty for {@code *}
 */
record EntityTagList(boolean any, List<EntityTag> tags) {
    /** Empty members are allowed (section 5.6.1.2): commas are skipped like blanks between members. */
    private static final Pattern MEMBER = Pattern.compile("\\G[ \\t,]*+" + EntityTag.GRAMMAR + "[ \\t]*+(?=,|\\z)");

    static EntityTagList parse(String value) {
        String text = FieldLists.trim(value);
        return text.equals("*") ? new EntityTagList(true, List.of()) : new EntityTagList(false, readTags(text));
    }

    /** Whether the list is {@code *} or any tag passes the test. */
    boolean matches(Predicate<EntityTag> test) {
        return any || tags.stream().anyMatch(test);
    }

    private static List<EntityTag> readTags(String text) {
        List<EntityTag> tags = new ArrayList<>();
        Matcher member = MEMBER.matcher(text);
        while (member.find()) {
            tags.add(EntityTag.of(member));
        }
        return List.copyOf(tags);
    }
}
