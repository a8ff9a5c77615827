package io.chunkgate.doctor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;

/** Checks the system time, which the expiry of certificates, tokens and links depends on. */
final class ClockCheck extends Check {
    private static final int FIRST_YEAR = 2025;
    private static final int LAST_YEAR = 2099;

    private final LongSupplier millis;

    /** @param millis the system time, in milliseconds since 1970 */
    ClockCheck(LongSupplier millis) {
        super("clock");
        this.millis = millis;
    }

    @Override
    List<Finding> run() {
        Instant now = Instant.ofEpochMilli(millis.getAsLong());
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return List.of(
                year >= FIRST_YEAR && year <= LAST_YEAR
                        ? ok(now.toString())
                        : fail(now.toString(), "the present time: certificates, tokens and links expire by it"));
    }
}
