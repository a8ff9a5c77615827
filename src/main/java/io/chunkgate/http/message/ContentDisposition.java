package io.chunkgate.http.message;

import io.chunkgate.text.PercentCoding;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files in Content-Disposition (RFC 6266), with Unicode as in RFC 8187. */
public final class ContentDisposition {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String BLANKS = "[ \\t]*";
    private static final Pattern FORM = Pattern.compile(BLANKS + "(?i:form-data)" + BLANKS + "(?:;|$)");
    private static final Pattern TYPE = Pattern.compile(BLANKS + TOKEN + BLANKS);
    private static final Pattern PARAMETER = Pattern.compile(";" + BLANKS + "(?<name>" + TOKEN + ")" + BLANKS + "="
            + BLANKS + "(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<token>" + TOKEN + "))" + BLANKS);
    private static final Pattern EXTENDED = Pattern.compile("(?i:UTF-8)'[A-Za-z0-9-]*'(?<value>.*)");

    private ContentDisposition() {}

    /**
     * The value that makes a browser save the response under the name.
     *
     * <p>The plain parameter contains the name in ASCII, with {@code _} for characters that old clients misread: all beyond
     * ASCII, control characters, quotes, backslashes, slashes, and the percent sign, which some decode. If that changes the
     * name, {@code filename*} contains the full name.
     *
     * @param fileName without folders
     */
    public static String attachment(String fileName) {
        String ascii = asciiFallback(fileName);
        String plain = "attachment; filename=\"" + ascii + '"';
        return ascii.equals(fileName) ? plain : plain + "; filename*=UTF-8''" + extended(fileName);
    }

    /**
     * The name that a client gives to its file: {@code filename*} if it is valid, else {@code filename}. It is not checked
     * and may contain folders.
     *
     * @param value the field's value
     * @return the name, or empty if there is none or the field is malformed
     */
    public static Optional<String> fileName(String value) {
        return fileName(parameters(value, "\\\\(.)"));
    }

    /**
     * The name of a file in a form, as browsers send it: quotes are {@code %22}, other escapes are part of the name. It is not
     * checked and may contain folders.
     *
     * @param value the field's value in a part of the form
     * @return the name, empty if no file was chosen; or empty if the part is not a file
     * @throws BadHeaderException if the field is malformed or not of a form
     */
    public static Optional<String> formFileName(String value) {
        Map<String, String> parameters = parameters(value, "\\\\([\"\\\\])");
        if (!FORM.matcher(value).lookingAt() || !parameters.containsKey("name")) {
            throw new BadHeaderException(
                    "Content-Disposition", value, "form-data; name=\"…\", and filename=\"…\" for a file");
        }
        return fileName(parameters)
                .map(name -> name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
    }

    private static Optional<String> fileName(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get("filename*"))
                .flatMap(ContentDisposition::decodeExtended)
                .or(() -> Optional.ofNullable(parameters.get("filename")));
    }

    private static String asciiFallback(String fileName) {
        StringBuilder ascii = new StringBuilder(fileName.length());
        fileName.codePoints().forEach(c -> ascii.append(isPlain(c) ? (char) c : '_'));
        return ascii.toString();
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7F && "\"\\/%".indexOf(c) < 0;
    }

    /** Escapes all but attr-char of RFC 8187, section 3.2.1. */
    private static String extended(String fileName) {
        return PercentCoding.encode(fileName, b -> "!#$&+-.^_`|~".indexOf(b) >= 0);
    }

    /** Empty if the value is malformed. Of a repeated parameter, which section 4.1 forbids, the first counts. */
    private static Map<String, String> parameters(String value, String escapes) {
        Map<String, String> parameters = new TreeMap<>();
        Matcher type = TYPE.matcher(value);
        int position = type.lookingAt() ? type.end() : 0;
        Matcher parameter = PARAMETER.matcher(value);
        while (parameter.region(position, value.length()).lookingAt()) {
            String name = parameter.group("name").toLowerCase(Locale.ROOT);
            parameters.putIfAbsent(name, unquoted(parameter.group("quoted"), parameter.group("token"), escapes));
            position = parameter.end();
        }
        return position == value.length() ? parameters : Map.of();
    }

    /** @param escapes a pattern whose first group is the escaped character */
    private static String unquoted(@Nullable String quoted, String token, String escapes) {
        return quoted == null ? token : quoted.replaceAll(escapes, "$1");
    }

    private static Optional<String> decodeExtended(String value) {
        Matcher extended = EXTENDED.matcher(value);
        if (!extended.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PercentCoding.decode(extended.group("value")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
