package io.chunkgate.http.upload.draft;

import io.chunkgate.config.LimitsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Formats Upload-Limit of the draft, a dictionary of structured fields. */
public final class UploadLimit {
    public static final String HEADER = "Upload-Limit";

    /** The largest integer of a structured field (RFC 9651, section 3.3.1): a larger limit is omitted. */
    private static final long MAX_INTEGER = 999_999_999_999_999L;

    private UploadLimit() {}

    /** The limits of every upload. */
    public static String of(LimitsConfig limits) {
        return String.join(", ", general(limits));
    }

    /**
     * The limits of one upload.
     *
     * @param expires when the upload is deleted unless more bytes arrive
     */
    static String of(LimitsConfig limits, DraftVersion version, Instant expires, Instant now) {
        List<String> members = general(limits);
        members.add(version.lifetimeKey() + "=" + secondsLeft(expires, now));
        return String.join(", ", members);
    }

    private static List<String> general(LimitsConfig limits) {
        List<String> members = new ArrayList<>(List.of("min-size=0"));
        if (limits.maxFileSize() <= MAX_INTEGER) {
            members.add("max-size=" + limits.maxFileSize());
        }
        return members;
    }

    private static long secondsLeft(Instant end, Instant now) {
        return Math.max(0, Duration.between(now, end).toSeconds());
    }
}
