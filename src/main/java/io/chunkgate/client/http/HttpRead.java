package io.chunkgate.client.http;

import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.ReceiveBuffer;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The body of a 200 or 206. It has a length or is chunked, so that a truncated body never ends normally. */
final class HttpRead implements RemoteRead {
    /** The end position for ranges of indeterminate length, from RFC 8673. */
    private static final String LIVE_END = "9007199254740991";

    private static final String CONTENT_RANGE = "Content-Range";

    /** Referenced so that Vert.x does not close the client during the download. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final HttpCalls calls;

    private final BoundContext context;
    private final RemoteFile file;
    private final HttpClientResponse response;
    private final ReceiveBuffer bytes;
    private boolean broken;

    private HttpRead(HttpCalls calls, RemoteFile file, HttpClientResponse response) {
        this.calls = calls;
        this.context = calls.context();
        this.file = file;
        this.response = response;
        this.bytes = new ReceiveBuffer(context, this::pause, response::resume);
        response.handler(bytes::add).endHandler(end -> bytes.end()).exceptionHandler(this::broken);
    }

    static MultiMap headers(ReadRequest request) {
        MultiMap headers = HttpHeaders.headers();
        request.etag().ifPresent(etag -> headers.add("If-Match", etag));
        if (request.offset() > 0 || request.length().isPresent()) {
            headers.add("Range", "bytes=" + request.offset() + "-" + end(request));
        }
        return headers;
    }

    /**
     * Creates a download from the response to a request.
     *
     * @throws ClientException if the body begins at another offset
     */
    static HttpRead of(HttpCalls calls, ReadRequest request, HttpClientResponse response) {
        MultiMap headers = response.headers();
        Optional<ContentRange> range = response.statusCode() == 206
                ? ContentRange.of(headers)
                : Optional.of(new ContentRange(0, size(headers)));
        if (response.statusCode() == 200 && request.offset() > size(headers).orElse(Long.MAX_VALUE)) {
            cancel(response); // A range of an empty file gets a 200.
            throw new ClientException(
                    ErrorCode.OUT_OF_RANGE,
                    "offset: " + request.offset() + " (expected: 0.."
                            + size(headers).orElse(0) + ")");
        }
        if (range.isEmpty() || range.get().start() != request.offset()) {
            cancel(response);
            throw HttpFields.unexpected(CONTENT_RANGE, headers.get(CONTENT_RANGE), "from offset " + request.offset());
        }
        return new HttpRead(calls, file(request.name(), headers, range.get().size()), response);
    }

    /** The file that the headers of a 200 describe. */
    static RemoteFile file(String name, MultiMap headers) {
        return file(name, headers, size(headers));
    }

    @Override
    public RemoteFile file() {
        return file;
    }

    @Override
    public ReadStream<Buffer> bytes() {
        return bytes;
    }

    @Override
    public void cancel() {
        context.run(() -> {
            bytes.fail(new ClientException(ErrorCode.ABORTED, "cancelled")); // It ignores what still arrives.
            response.resume(); // Vert.x would not release what was already received otherwise.
            response.request().reset();
        });
    }

    /** Resets a response without a reader. Reads what was already received, as Vert.x would not release it otherwise. */
    private static void cancel(HttpClientResponse response) {
        response.exceptionHandler(ignored -> {}).handler(ignored -> {}).resume();
        response.request().reset();
    }

    private void pause() {
        if (!broken) {
            response.pause();
        }
    }

    /** Delivers the bytes that the paused response still holds before the failure. */
    private void broken(Throwable cause) {
        broken = true;
        response.resume(); // Delivers in its own iteration of the event loop.
        context.runLater(() -> bytes.fail(ClientException.of(cause)));
    }

    private static String end(ReadRequest request) {
        if (request.length().isPresent()) {
            return Long.toString(request.offset() + request.length().getAsLong() - 1);
        }
        return request.follow() ? LIVE_END : "";
    }

    private static OptionalLong size(MultiMap headers) {
        return HttpFields.count(headers, "Content-Length");
    }

    private static RemoteFile file(String name, MultiMap headers, OptionalLong size) {
        return new RemoteFile(
                name,
                size,
                Optional.ofNullable(headers.get("ETag")),
                HttpFields.lastModified(headers),
                HttpFields.sha256(headers),
                headers.contains("ETag"));
    }

    /**
     * The value of Content-Range (RFC 9110, section 14.4).
     *
     * @param start position of the first byte
     * @param size  of the whole file; empty while it is unknown
     */
    private record ContentRange(long start, OptionalLong size) {
        private static final Pattern PATTERN = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\*|\\d{1,18})");

        static Optional<ContentRange> of(MultiMap headers) {
            return Optional.ofNullable(headers.get(CONTENT_RANGE))
                    .map(PATTERN::matcher)
                    .filter(Matcher::matches)
                    .map(range -> new ContentRange(Long.parseLong(range.group(1)), size(range.group(2))));
        }

        private static OptionalLong size(String text) {
            return text.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        }
    }
}
