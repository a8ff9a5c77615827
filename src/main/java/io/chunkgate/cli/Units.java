package io.chunkgate.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes, rates and times as people read them. */
final class Units {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Units() {}

    /** Such as {@code 999 B} and {@code 1.5 MiB}. */
    static String size(long byteCount) {
        int unit = unitOf(byteCount);
        return unit == 0
                ? byteCount + " B"
                : String.format(Locale.ROOT, "%.1f %s", (double) byteCount / (1L << (10 * unit)), SIZES[unit]);
    }

    /** The largest unit of which there is at least one, in bytes. */
    static long unit(long byteCount) {
        return 1L << (10 * unitOf(byteCount));
    }

    /** The name of such a unit. */
    static String unitName(long byteCount) {
        return SIZES[unitOf(byteCount)];
    }

    /** Such as {@code 0.3 s}, {@code 42 s}, {@code 3 min 20 s} and {@code 2 h 5 min}. */
    static String time(Duration time) {
        if (time.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        return time.toHours() < 1
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    private static int unitOf(long byteCount) {
        int unit = 0;
        for (long rest = byteCount; rest >= 1024; rest >>= 10) {
            unit++;
        }
        return unit;
    }
}
