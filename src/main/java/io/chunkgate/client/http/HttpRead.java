package io.chunkgate.client.http;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of a 200 or 206. Its length is announced or it is chunked, so that a broken one never ends normally. */
final class HttpRead implements RemoteRead, ReadStream<Buffer> {
    /** An end that RFC 8673 gives to ranges of files that still grow. */
    private static final String LIVE_END = "9007199254740991";

    /** Kept from being closed while this read goes on. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final HttpCalls calls;

    private final RemoteFile file;
    private final HttpClientResponse response;
    private boolean failed;

    private HttpRead(HttpCalls calls, RemoteFile file, HttpClientResponse response) {
        this.calls = calls;
        this.file = file;
        this.response = response;
        // Without one, Vert.x logs what breaks off when nobody reads.
        response.exceptionHandler(unread -> {});
    }

    static MultiMap headers(ReadRequest request) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        request.etag().ifPresent(etag -> headers.add("If-Match", etag));
        if (request.offset() > 0 || request.length().isPresent()) {
            headers.add("Range", "bytes=" + request.offset() + "-" + end(request));
        }
        return headers;
    }

    /**
     * The answer to a request with these headers.
     *
     * @throws ClientException for bytes that begin elsewhere
     */
    static HttpRead of(HttpCalls calls, ReadRequest request, HttpClientResponse response) {
        MultiMap headers = response.headers();
        Optional<ReceivedRange> range = response.statusCode() == 206
                ? ReceivedRange.of(headers)
                : Optional.of(new ReceivedRange(0, size(headers)));
        if (range.isEmpty() || range.get().start() != request.offset()) {
            drop(response);
            throw HttpFields.unexpected(
                    ReceivedRange.HEADER, headers.get(ReceivedRange.HEADER), "bytes from " + request.offset() + " on");
        }
        return new HttpRead(calls, file(request.name(), headers, range.get().size()), response);
    }

    /** The file that the head of a 200 describes. */
    static RemoteFile file(String name, MultiMap headers) {
        return file(name, headers, size(headers));
    }

    @Override
    public RemoteFile file() {
        return file;
    }

    @Override
    public ReadStream<Buffer> bytes() {
        return this;
    }

    @Override
    public void cancel() {
        drop(response);
    }

    /** Ends a response that nobody wants any more; what has come of it is read, as Vert.x would never release it else. */
    private static void drop(HttpClientResponse response) {
        response.exceptionHandler(broken -> {}).handler(unwanted -> {}).resume();
        response.request().reset();
    }

    @Override
    public HttpRead exceptionHandler(@Nullable Handler<Throwable> handler) {
        response.exceptionHandler(
                handler == null
                        ? null
                        : cause -> {
                            if (!failed) {
                                failed = true;
                                handler.handle(ClientException.of(cause));
                            }
                        });
        return this;
    }

    @Override
    public HttpRead handler(@Nullable Handler<Buffer> handler) {
        response.handler(handler);
        return this;
    }

    @Override
    public HttpRead pause() {
        response.pause();
        return this;
    }

    @Override
    public HttpRead resume() {
        response.resume();
        return this;
    }

    @Override
    public HttpRead fetch(long amount) {
        response.fetch(amount);
        return this;
    }

    @Override
    public HttpRead endHandler(@Nullable Handler<Void> handler) {
        response.endHandler(handler);
        return this;
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
}
