package io.chunkgate.http.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dictionary of structured fields (RFC 8941, section 3.2), without inner lists, which digest fields do not use. */
final class DictionaryField {
    private static final String KEY = "[a-z*][a-z0-9_.*-]*+";
    private static final String RAW_ITEM = "(?:"
            + ":[A-Za-z0-9+/=]*+:"
            + "|-?\\d{1,12}\\.\\d{1,3}"
            + "|-?\\d{1,15}"
            + "|\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*+\""
            + "|\\?[01]"
            + "|[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*+)";
    /** The parameters of an item (section 3.1.2). */
    static final String PARAMETERS = "(?:; *" + KEY + "(?:=" + RAW_ITEM + ")?)*+";

    private static final String SEPARATOR = "(?:\\A|(?!\\A)[ \\t]*+,[ \\t]*+)";
    private static final Pattern MEMBER =
            Pattern.compile("\\G" + SEPARATOR + "(?<key>" + KEY + ")(?:=(?<item>" + RAW_ITEM + "))?" + PARAMETERS);

    private DictionaryField() {}

    /**
     * Reads the members, without their parameters.
     *
     * @return each key's item as written, {@code ?1} for a key without one, the last item of a repeated key; or empty
     *     if the value is malformed
     */
    static Optional<Map<String, String>> parse(String value) {
        String text = FieldLists.trim(value);
        Map<String, String> members = new LinkedHashMap<>();
        Matcher member = MEMBER.matcher(text);
        int end = 0;
        while (member.find()) {
            String item = member.group("item");
            members.put(member.group("key"), item == null ? "?1" : item);
            end = member.end();
        }
        return end == text.length() ? Optional.of(members) : Optional.empty();
    }
}
