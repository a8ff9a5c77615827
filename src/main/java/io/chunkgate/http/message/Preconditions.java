package io.chunkgate.http.message;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Evaluates conditional requests (RFC 9110, section 13). */
public final class Preconditions {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The result of the evaluation. */
    public enum Outcome {
        /** All conditions hold, or there is none. */
        PROCEED,
        /** 304: the client has the current version. */
        NOT_MODIFIED,
        /** 412: a condition does not hold. */
        FAILED
    }

    private Preconditions() {}

    /**
     * Evaluates the conditions in the order of section 13.2.2. If-Range is left to {@link #ifRangeHolds}.
     *
     * <p>A GET, HEAD or DELETE of a missing file proceeds to its 404 regardless of the conditions (section 13.2.1).
     *
     * @param current the existing representation, or null
     */
    public static Outcome evaluate(HttpMethod method, Conditions conditions, @Nullable Validators current) {
        if (current == null && (isRead(method) || method.equals(HttpMethod.DELETE))) {
            return Outcome.PROCEED;
        }
        if (!isExpectedVersion(conditions, current)) {
            return Outcome.FAILED;
        }
        if (conditions.ifNoneMatch() != null) {
            boolean matches = matches(conditions.ifNoneMatch(), current, EntityTag::matchesWeakly);
            return !matches ? Outcome.PROCEED : isRead(method) ? Outcome.NOT_MODIFIED : Outcome.FAILED;
        }
        boolean unchanged = isRead(method) && !isLater(current, conditions.ifModifiedSince(), true);
        return unchanged ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /**
     * Whether the Range of a GET may be honoured (section 13.1.5): true without If-Range, false for a malformed one.
     *
     * <p>A tag is compared strongly. A date must equal Last-Modified and be a strong validator (section 8.8.2.2): the file
     * must not have changed twice within that second. Therefore that second must be over at {@code now}, the Date of this
     * response. A conforming client sends only a date at least one second before the Date of the response that it received.
     * So it received its bytes after that second, every later change has a later date, and equal dates prove equal bytes.
     * Otherwise the whole file is conditions. A modification time that is set back by hand is not detected; tags detect that.
     *
     * @param ifRange the field's value, or null
     * @param now     the Date of the response
     */
    public static boolean ifRangeHolds(@Nullable String ifRange, Validators current, Instant now) {
        if (ifRange == null) {
            return true;
        }
        String value = FieldLists.trim(ifRange);
        return EntityTag.parse(value)
                .map(tag -> current.tag() != null && tag.matchesStrongly(current.tag()))
                .orElseGet(() -> isStrongDateOf(value, current.lastModified(), now));
    }

    private static boolean isStrongDateOf(String date, @Nullable Instant lastModified, Instant now) {
        return lastModified != null
                && !now.isBefore(lastModified.plus(SECOND))
                && HttpDates.parse(date, now).filter(lastModified::equals).isPresent();
    }

    /** Steps 1 and 2: If-Match, or If-Unmodified-Since in its absence. */
    private static boolean isExpectedVersion(Conditions conditions, @Nullable Validators current) {
        if (conditions.ifMatch() != null) {
            return matches(conditions.ifMatch(), current, EntityTag::matchesStrongly);
        }
        return !isLater(current, conditions.ifUnmodifiedSince(), false);
    }

    private static boolean matches(
            String list, @Nullable Validators current, BiPredicate<EntityTag, EntityTag> comparison) {
        if (current == null) {
            return false;
        }
        EntityTag tag = current.tag();
        return EntityTagList.parse(list).matches(other -> tag != null && comparison.test(other, tag));
    }

    /** Whether the last change is later than the date; {@code otherwise} if either is unknown. */
    private static boolean isLater(@Nullable Validators current, @Nullable String date, boolean otherwise) {
        if (date == null || current == null || current.lastModified() == null) {
            return otherwise;
        }
        Instant lastModified = current.lastModified();
        return HttpDates.parse(FieldLists.trim(date)).map(lastModified::isAfter).orElse(otherwise);
    }

    /** Whether the method is GET or HEAD. */
    public static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
