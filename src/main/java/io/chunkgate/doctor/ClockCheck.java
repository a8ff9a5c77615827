package io.chunkgate.doctor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;

/** Checks the system time, which the expiry of certificates, tokens and links depends on. */
final class ClockCheck {
    static final String SUBJECT = "clock";
    private static final int FIRST_YEAR = 2025;
    private static final int LAST_YEAR = 2099;

    private ClockCheck() {}

    /** @param millis the system time, in milliseconds since 1970 */
    static List<Finding> run(LongSupplier millis) {
        Instant now = Instant.ofEpochMilli(millis.getAsLong());
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return List.of(
                year >= FIRST_YEAR && year <= LAST_YEAR
                        ? Finding.ok(SUBJECT, now.toString())
                        : Finding.fail(
                                SUBJECT,
                                now.toString(),
                                "the present time: certificates, tokens and links expire by it"));
    }
}
