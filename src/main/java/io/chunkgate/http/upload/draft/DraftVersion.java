package io.chunkgate.http.upload.draft;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of draft-ietf-httpbis-resumable-upload that clients in the field speak, by their number of interoperation.
 *
 * <pre>
 *                                         3              5              6              8
 * of the draft                            01             03             04, 05         09 to 12
 * whether a request is the last one       Incomplete     Complete       Complete       Complete
 * a PATCH that does not say so            is the last    is the last    is the last    is an error
 * media type of a PATCH                   any            any            partial-upload partial-upload
 * 104 with the offset reached             no             yes            yes            yes
 * Upload-Limit                            no             no             yes            yes
 * its name for the time left              -              -              expires        max-age
 * Upload-Length                           no             no             yes            yes
 * status of a PATCH that is not the last  201            201            201            204
 * Location of the last answer to POST     upload         upload         upload         file
 * HEAD, DELETE with what PATCH carries    is an error    is an error    is an error    fine
 * </pre>
 *
 * <p>(Incomplete and Complete stand for Upload-Incomplete and Upload-Complete, which negate each other.)
 *
 * <p>A client without a number, or with one that is not known here, is answered by the newest rules and gets no 104.
 */
public enum DraftVersion {
    V3(3, "Upload-Incomplete", false, false, ""),
    V5(5, "Upload-Complete", false, true, ""),
    V6(6, "Upload-Complete", true, true, "expires"),
    V8(8, "Upload-Complete", true, true, "max-age");

    static final String HEADER = "Upload-Draft-Interop-Version";

    /** What a PATCH of the newer versions carries. */
    public static final String MEDIA_TYPE = "application/partial-upload";

    private static final String COMPLETE = "Upload-Complete";
    private static final String INCOMPLETE = "Upload-Incomplete";

    private final int number;
    private final String completeness;
    private final boolean typed;
    private final boolean reportsProgress;
    private final String lifetimeKey;

    DraftVersion(int number, String completeness, boolean typed, boolean reportsProgress, String lifetimeKey) {
        this.number = number;
        this.completeness = completeness;
        this.typed = typed;
        this.reportsProgress = reportsProgress;
        this.lifetimeKey = lifetimeKey;
    }

    /** The version by whose rules a request is answered. */
    public static DraftVersion of(MultiMap headers) {
        return announced(headers).orElseGet(() -> headers.contains(INCOMPLETE) ? V3 : V8);
    }

    /** The version that the request names, if it is known here; only then may a 104 be sent. */
    static Optional<DraftVersion> announced(MultiMap headers) {
        String value = headers.get(HEADER);
        return Stream.of(values())
                .filter(version -> value != null && value.trim().equals(version.headerValue()))
                .findFirst();
    }

    /** Whether the request asks for an upload by the draft, of whichever version. */
    public static boolean isAskedFor(MultiMap headers) {
        return headers.contains(COMPLETE) || headers.contains(INCOMPLETE);
    }

    String headerValue() {
        return Integer.toString(number);
    }

    /**
     * Whether the request is the last one of its upload, where it says so.
     *
     * @throws BadHeaderException when it says neither {@code ?0} nor {@code ?1}
     */
    Optional<Boolean> complete(MultiMap headers) {
        return HeaderValues.flag(headers, completeness).map(value -> value != isNegated());
    }

    /** Says whether the upload is complete, in this version's words. */
    void putComplete(MultiMap headers, boolean complete) {
        headers.set(completeness, HeaderValues.flag(complete != isNegated()));
    }

    /** The header that says whether a request is the last one. */
    String completenessHeader() {
        return completeness;
    }

    /** Whether a PATCH must say whether it is the last one. */
    boolean requiresCompleteness() {
        return this == V8;
    }

    /** The status of an answer to a PATCH that was not the last one. */
    int partStatus() {
        return this == V8 ? 204 : 201;
    }

    /** Whether the answer to a creation points to the upload even when that is complete. */
    boolean alwaysPointsToUpload() {
        return this != V8;
    }

    /** Whether HEAD and DELETE must be refused when they speak of an offset, a length or completeness. */
    boolean refusesStateInQuestions() {
        return this != V8;
    }

    /** Whether a PATCH must be of {@link #MEDIA_TYPE}. */
    boolean requiresMediaType() {
        return typed;
    }

    /** Whether a 104 may tell the offset reached. */
    boolean reportsProgress() {
        return reportsProgress;
    }

    /** Whether answers carry Upload-Limit and Upload-Length. */
    boolean hasLimits() {
        return !lifetimeKey.isEmpty();
    }

    /** The key in Upload-Limit of the seconds that the upload has left. */
    String lifetimeKey() {
        return lifetimeKey;
    }

    private boolean isNegated() {
        return this == V3;
    }
}
