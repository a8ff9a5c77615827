package io.chunkgate.http.message;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides whether a conditional request goes on (RFC 9110, section 13). */
public final class Preconditions {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** What becomes of the request. */
    public enum Outcome {
        /** All conditions hold, or none was sent. */
        PROCEED,
        /** 304: a GET or HEAD of a version that the client has. */
        NOT_MODIFIED,
        /** 412: a condition does not hold. */
        FAILED
    }

    private Preconditions() {}

    /**
     * Evaluates the conditions in the order of section 13.2.2. If-Range is left to {@link #ifRangeHolds}.
     *
     * <p>A request that would be answered 404 anyhow proceeds to it whatever its conditions say (section 13.2.1): a GET,
     * HEAD or DELETE of what does not exist.
     *
     * @param current the existing representation, or null if there is none
     */
    public static Outcome evaluate(HttpMethod method, Conditions sent, @Nullable Validators current) {
        if (current == null && (isRead(method) || method.equals(HttpMethod.DELETE))) {
            return Outcome.PROCEED;
        }
        if (!stillTheExpectedVersion(sent, current)) {
            return Outcome.FAILED;
        }
        if (sent.ifNoneMatch() != null) {
            return matchesNone(sent.ifNoneMatch(), current) ? Outcome.PROCEED : alreadyThere(method);
        }
        boolean unchanged = isRead(method) && !modifiedSince(sent.ifModifiedSince(), current);
        return unchanged ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /**
     * Whether the Range of a GET may be honoured (section 13.1.5): true without If-Range, false for a malformed one.
     *
     * <p>A tag is compared strongly. A date must be the one of Last-Modified exactly and be a strong validator in the sense
     * of section 8.8.2.2: the server must know that the file did not change twice within that second. Here that second must
     * be over at {@code now}, which is the Date of this answer. A client that keeps to that section sends only a date that
     * lay at least a second before the Date of its own answer. So it got its bytes after the second was over, every later
     * change carries a later date, and equality proves the same bytes. While the second still runs, nobody can know, and
     * the whole file is sent. What this cannot see is a file whose time was set back by hand; tags see that.
     *
     * @param ifRange the field's value, or null if the request lacks it
     * @param now the time that the answer carries as its Date
     */
    public static boolean ifRangeHolds(@Nullable String ifRange, Validators current, Instant now) {
        if (ifRange == null) {
            return true;
        }
        String value = FieldLists.trim(ifRange);
        return EntityTag.parse(value)
                .map(asked -> current.tag() != null && asked.matchesStrongly(current.tag()))
                .orElseGet(() -> isStrongDateOf(value, current.lastModified(), now));
    }

    private static boolean isStrongDateOf(String date, @Nullable Instant lastModified, Instant now) {
        return lastModified != null
                && !now.isBefore(lastModified.plus(SECOND))
                && HttpDates.parse(date, now).filter(lastModified::equals).isPresent();
    }

    /** Steps 1 and 2: If-Match, and If-Unmodified-Since only where If-Match was not sent. */
    private static boolean stillTheExpectedVersion(Conditions sent, @Nullable Validators current) {
        if (sent.ifMatch() != null) {
            return matchesSome(sent.ifMatch(), current);
        }
        return !isLater(current, sent.ifUnmodifiedSince(), false);
    }

    private static boolean matchesSome(String ifMatch, @Nullable Validators current) {
        if (current == null) {
            return false;
        }
        EntityTag tag = current.tag();
        return EntityTagList.parse(ifMatch).matches(asked -> tag != null && asked.matchesStrongly(tag));
    }

    private static boolean matchesNone(String ifNoneMatch, @Nullable Validators current) {
        if (current == null) {
            return true;
        }
        EntityTag tag = current.tag();
        return !EntityTagList.parse(ifNoneMatch).matches(asked -> tag != null && asked.matchesWeakly(tag));
    }

    private static Outcome alreadyThere(HttpMethod method) {
        return isRead(method) ? Outcome.NOT_MODIFIED : Outcome.FAILED;
    }

    private static boolean modifiedSince(@Nullable String ifModifiedSince, @Nullable Validators current) {
        return isLater(current, ifModifiedSince, true);
    }

    /** Whether the last change came after the date; {@code otherwise} if the date is invalid or the change unknown. */
    private static boolean isLater(@Nullable Validators current, @Nullable String date, boolean otherwise) {
        if (date == null || current == null || current.lastModified() == null) {
            return otherwise;
        }
        Instant lastModified = current.lastModified();
        return HttpDates.parse(FieldLists.trim(date)).map(lastModified::isAfter).orElse(otherwise);
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
