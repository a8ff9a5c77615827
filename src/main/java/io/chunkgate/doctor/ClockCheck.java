package io.chunkgate.doctor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;

/** The machine's time, by which certificates, tokens and links are judged. */
final class ClockCheck implements Check {
    private static final int FIRST_YEAR = 2025;
    private static final int LAST_YEAR = 2099;

    private final LongSupplier millis;

    /** @param millis since 1970, as the machine has it */
    ClockCheck(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public String subject() {
        return "clock";
    }

    @Override
    public List<Finding> run() {
        Instant now = Instant.ofEpochMilli(millis.getAsLong());
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return List.of(
                year >= FIRST_YEAR && year <= LAST_YEAR
                        ? Finding.ok(subject(), now.toString())
                        : Finding.fail(
                                subject(),
                                now.toString(),
                                "the present time: certificates, tokens and links are judged by it"));
    }
}
