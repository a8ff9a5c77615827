package io.chunkgate.doctor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Checks the system time, which the expiry of certificates, tokens and links depends on. */
final class ClockCheck {
    static final String SUBJECT = "clock";
    private static final int FIRST_YEAR = 2025;
    private static final int LAST_YEAR = 2099;

    private ClockCheck() {}

    /**
     * @param millis         the system time, in milliseconds since 1970
     * @param isSynchronized whether the system sets it by NTP: {@code yes} or {@code no}; empty if that is unknown
     */
    static List<Finding> run(LongSupplier millis, Optional<String> isSynchronized) {
        Instant now = Instant.ofEpochMilli(millis.getAsLong());
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return List.of(Finding.fail(
                    SUBJECT, now.toString(), "the present time: certificates, tokens and links expire by it"));
        }
        return List.of(Finding.okIf(
                !isSynchronized.equals(Optional.of("no")),
                SUBJECT,
                now
                        + isSynchronized
                                .map(yes -> yes.equals("no") ? ", not synchronized" : ", synchronized")
                                .orElse(""),
                "a clock that NTP sets: certificates, tokens and links expire by it"));
    }

    /** Asks systemd; blocks. */
    static Optional<String> synchronization() throws InterruptedException {
        return SystemCommand.output("timedatectl", "show", "-p", "NTPSynchronized", "--value")
                .filter(Set.of("yes", "no")::contains);
    }
}
