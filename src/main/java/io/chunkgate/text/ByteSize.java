package io.chunkgate.text;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats and parses sizes with binary units. */
public final class ByteSize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([KMGT])iB");

    private ByteSize() {}

    /** Such as {@code 999 B} and {@code 1.5 MiB}, rounded to the nearest tenth. */
    public static String format(long byteCount) {
        int unit = unitOf(byteCount);
        return unit == 0
                ? byteCount + " B"
                : String.format(Locale.ROOT, "%.1f %s", (double) byteCount / (1L << (10 * unit)), UNITS[unit]);
    }

    /** As {@link #format}, rounded down: a file is never shown larger than it is. */
    public static String formatFloor(long byteCount) {
        int unit = unitOf(byteCount);
        if (unit == 0) {
            return byteCount + " B";
        }
        long tenths = ((byteCount >> (10 * (unit - 1))) * 10) >> 10;
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }

    /** Reads {@code 500KiB}, {@code 20MiB}, {@code 10GiB} or {@code 1TiB}; empty for another text. */
    public static OptionalLong parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int unit = 1 + "KMGT".indexOf(matcher.group(2));
        return OptionalLong.of(Long.parseLong(matcher.group(1)) << (10 * unit));
    }

    /** The largest unit that is at most the size, in bytes. */
    public static long unit(long byteCount) {
        return 1L << (10 * unitOf(byteCount));
    }

    /** The name of this unit. */
    public static String unitName(long byteCount) {
        return UNITS[unitOf(byteCount)];
    }

    private static int unitOf(long byteCount) {
        int unit = 0;
        for (long rest = byteCount; rest >= 1024; rest >>= 10) {
            unit++;
        }
        return unit;
    }
}
