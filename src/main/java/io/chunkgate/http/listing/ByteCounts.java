package io.chunkgate.http.listing;

/** Counts of bytes as people read them. */
final class ByteCounts {
    private static final String UNITS = "KMGTPE";

    private ByteCounts() {}

    /** Such as {@code 1023 B} or {@code 1.5 MiB}: one decimal, rounded down, so that nothing looks larger than it is. */
    static String format(long byteCount) {
        if (byteCount < 1024) {
            return byteCount + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(byteCount)) / 10;
        long whole = byteCount >> (10 * unit);
        long tenths = ((byteCount >> (10 * (unit - 1))) & 1023) * 10 / 1024;
        return whole + "." + tenths + " " + UNITS.charAt(unit - 1) + "iB";
    }
}
