package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bodies that are not the bytes of the file: they would be stored coded or wrapped, and served as if they were the
 * file.
 */
public final class BodyFormat {
    private static final String FORM = "multipart/form-data";

    private BodyFormat() {}

    /** Whether the body is a form with files. */
    public static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        int end = type == null ? -1 : type.indexOf(';');
        return type != null
                && FORM.equals(
                        FieldLists.trim(end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT));
    }

    /**
     * Requires a body without a content coding.
     *
     * @throws ProblemException (415); the response has Accept-Encoding (RFC 9110, section 12.5.3)
     */
    public static void requireUncoded(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> codings = members(FieldLists.joined(headers, "Content-Encoding"));
        if (codings.contains("aws-chunked") || isSignedInChunks(headers)) {
            throw refusal(
                    request,
                    "body: aws-chunked (expected: the bytes of the file alone; this is not an S3 server, so send the file"
                            + " unsigned and without chunk signatures)");
        }
        if (!codings.stream().allMatch("identity"::equals)) {
            throw refusal(
                    request,
                    "Content-Encoding: " + String.join(", ", codings)
                            + " (expected: none; send the file as it is to be downloaded)");
        }
    }

    /** @throws ProblemException (415) for a form, which is not a file */
    public static void requireNoForm(HttpServerRequest request) {
        if (isForm(request)) {
            throw refusal(
                    request,
                    "Content-Type: " + FORM
                            + " (expected: the bytes of the file alone, as curl -T sends them; or POST the"
                            + " form to the URL of a folder, which ends in /)");
        }
    }

    private static boolean isSignedInChunks(MultiMap headers) {
        String digest = headers.get("X-Amz-Content-Sha256");
        return headers.contains("X-Amz-Decoded-Content-Length") || (digest != null && digest.startsWith("STREAMING-"));
    }

    private static List<String> members(@Nullable String field) {
        return field == null
                ? List.of()
                : FieldLists.members(field).stream()
                        .map(coding -> coding.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static ProblemException refusal(HttpServerRequest request, String detail) {
        request.response().putHeader("Accept-Encoding", "identity");
        return new ProblemException(new Problem(415, ErrorCode.INVALID_ARGUMENT, detail));
    }
}
