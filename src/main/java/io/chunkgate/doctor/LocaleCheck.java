package io.chunkgate.doctor;

import java.util.List;
import java.util.Locale;

/** Checks the encoding of file names: Java cannot open files whose names it cannot encode. */
final class LocaleCheck {
    static final String SUBJECT = "locale";

    private LocaleCheck() {}

    /** @param encoding of file names, {@code sun.jnu.encoding} */
    static List<Finding> run(String encoding) {
        boolean isUnicode = encoding.toUpperCase(Locale.ROOT).matches("UTF-?8");
        return List.of(
                isUnicode
                        ? Finding.ok(SUBJECT, "file names are in UTF-8")
                        : Finding.fail(
                                SUBJECT,
                                "file names are in " + (encoding.isEmpty() ? "an unknown encoding" : encoding),
                                "LC_ALL=C.UTF-8, or -Dsun.jnu.encoding=UTF-8, which the launcher sets; names beyond"
                                        + " that encoding cannot be served"));
    }
}
