package io.chunkgate.http.upload.draft;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of draft-ietf-httpbis-resumable-upload that clients use, by their interop version.
 *
 * <pre>
 *                                         3              5              6              8
 * draft                                   01             03             04, 05         09 to 12
 * header that marks the last request      Incomplete     Complete       Complete       Complete
 * a PATCH without it                      is the last    is the last    is the last    is an error
 * media type of a PATCH                   any            any            partial-upload partial-upload
 * 104 with the offset reached             no             yes            yes            yes
 * Upload-Limit                            no             no             yes            yes
 * its key for the time left               -              -              expires        max-age
 * Upload-Length                           no             no             yes            yes
 * status of a PATCH, if not the last      201            201            201            204
 * Location of the last response to POST   upload         upload         upload         file
 * HEAD, DELETE with headers of PATCH      is an error    is an error    is an error    is allowed
 * </pre>
 *
 * <p>(Incomplete and Complete stand for Upload-Incomplete and Upload-Complete, which negate each other.)
 *
 * <p>A client without a version, or with an unknown one, gets the responses of the newest version, and no 104.
 */
public enum DraftVersion {
    V3(3, "Upload-Incomplete", false, false, ""),
    V5(5, "Upload-Complete", false, true, ""),
    V6(6, "Upload-Complete", true, true, "expires"),
    V8(8, "Upload-Complete", true, true, "max-age");

    static final String HEADER = "Upload-Draft-Interop-Version";

    /** The media type of a PATCH in the newer versions. */
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

    /** The version that applies to a request. */
    public static DraftVersion of(MultiMap headers) {
        return announced(headers).orElseGet(() -> headers.contains(INCOMPLETE) ? V3 : V8);
    }

    /** The version that the request announces, if it is known; only then a 104 may be sent. */
    static Optional<DraftVersion> announced(MultiMap headers) {
        String value = headers.get(HEADER);
        return Stream.of(values())
                .filter(version ->
                        value != null && HeaderValues.withoutParameters(value).equals(version.headerValue()))
                .findFirst();
    }

    /** Whether the request uses the draft, in any version. */
    public static boolean isUsedBy(MultiMap headers) {
        return headers.contains(COMPLETE) || headers.contains(INCOMPLETE);
    }

    String headerValue() {
        return Integer.toString(number);
    }

    /**
     * Whether the request is the last one of its upload; empty without the header.
     *
     * @throws BadHeaderException for any value but {@code ?0} and {@code ?1}
     */
    Optional<Boolean> complete(MultiMap headers) {
        return HeaderValues.flag(headers, completeness).map(value -> value != isNegated());
    }

    /** Sets the header of this version that marks the upload as complete or not. */
    void putComplete(MultiMap headers, boolean complete) {
        headers.set(completeness, HeaderValues.flag(complete != isNegated()));
    }

    /** The header that marks the last request. */
    String completenessHeader() {
        return completeness;
    }

    /** Whether a PATCH must have {@link #completenessHeader}. */
    boolean requiresCompleteness() {
        return this == V8;
    }

    /** The status of the response to a PATCH that is not the last one. */
    int partStatus() {
        return this == V8 ? 204 : 201;
    }

    /** Whether the Location of a creation is the upload even if it is complete. */
    boolean alwaysPointsToUpload() {
        return this != V8;
    }

    /** Whether HEAD and DELETE with an offset, a length or completeness are refused. */
    boolean refusesStateHeaders() {
        return this != V8;
    }

    /** Whether a PATCH must have {@link #MEDIA_TYPE}. */
    boolean requiresMediaType() {
        return typed;
    }

    /** Whether a 104 may contain the stored offset. */
    boolean reportsProgress() {
        return reportsProgress;
    }

    /** Whether responses have Upload-Limit and Upload-Length. */
    boolean hasLimits() {
        return !lifetimeKey.isEmpty();
    }

    /** The key in Upload-Limit for the seconds until the upload expires. */
    String lifetimeKey() {
        return lifetimeKey;
    }

    private boolean isNegated() {
        return this == V3;
    }
}
