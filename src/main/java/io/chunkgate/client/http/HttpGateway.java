package io.chunkgate.client.http;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.PublishedUpload;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The client for HTTP/1.1. */
final class HttpGateway implements GatewayClient {
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> CHANGED = Set.of(200, 201, 202, 204);

    private final String basePath;
    private final HttpCalls calls;
    /** For responses that may pause for as long as an upload does. */
    private final HttpCalls followCalls;

    private HttpGateway(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.basePath = url.basePath();
        this.calls = new HttpCalls(vertx, url, access, HttpCalls.IDLE_TIMEOUT_SECONDS);
        this.followCalls = new HttpCalls(vertx, url, access, 0);
    }

    /** {@code http://} and {@code https://}. */
    public static final class Protocol implements GatewayClient.Protocol {
        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
            return new HttpGateway(vertx, url, access);
        }
    }

    @Override
    public Future<RemoteFile> stat(String name) {
        return head(name, HttpHeaders.headers());
    }

    @Override
    public Future<RemoteFile> digest(String name) {
        return head(name, HttpHeaders.headers().add("Want-Repr-Digest", "sha-256=1"));
    }

    @Override
    public Future<RemoteFolderPage> list(String folder, Optional<String> after) {
        String first = HttpFields.filePath(folder.isEmpty() ? "" : folder + "/");
        MultiMap headers = HttpHeaders.headers().add("Accept", "application/json");
        String query = after.map(next -> next.substring(next.indexOf('?'))).orElse("");
        return calls.call(HttpMethod.GET, first + query, headers, OK)
                .compose(HttpGateway::json)
                .map(HttpGateway::page);
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        HttpCalls chosen = request.follow() ? followCalls : calls;
        String uri = HttpFields.filePath(request.name()) + (request.follow() ? "?follow" : "");
        return chosen.call(HttpMethod.GET, uri, HttpRead.headers(request), Set.of(200, 206))
                .map(response -> HttpRead.of(chosen, request, response));
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        MultiMap headers = HttpHeaders.headers().add(HttpUpload.COMPLETE, "?0").add("Content-Length", "0");
        request.size().ifPresent(size -> headers.add("Upload-Length", Long.toString(size)));
        if (!request.overwrite()) {
            headers.add("If-None-Match", "*");
        }
        return calls.callForHead(HttpMethod.PUT, HttpFields.filePath(request.name()), headers, Set.of(201))
                .recover(cause -> Future.failedFuture(
                        !request.overwrite() && ClientException.is(ErrorCode.FAILED_PRECONDITION, cause)
                                ? new ClientException(
                                        ErrorCode.ALREADY_EXISTS, "file: '" + request.name() + "' exists", cause)
                                : cause))
                .map(created -> calls.context().bind(HttpUpload.created(calls, request, created)));
    }

    @Override
    public Future<Long> storedBytes(String id) {
        return view(id).map(view -> view.getLong("offset"));
    }

    @Override
    public Future<RemoteUpload> resume(String id, UploadRequest request) {
        String uri = HttpUpload.PATH + id;
        return calls.callForHead(HttpMethod.HEAD, uri, HttpHeaders.headers(), Set.of(200, 204))
                .compose(head -> "?1".equals(head.getHeader(HttpUpload.COMPLETE))
                        ? published(id)
                        : Future.succeededFuture(calls.context().bind(HttpUpload.resumed(calls, id, request, head))));
    }

    @Override
    public Future<Void> delete(String name) {
        return calls.callForHead(HttpMethod.DELETE, HttpFields.filePath(name), HttpHeaders.headers(), CHANGED)
                .mapEmpty();
    }

    @Override
    public Future<Void> copy(String from, String to, boolean replace) {
        return put(HttpMethod.COPY, from, to, replace);
    }

    @Override
    public Future<Void> move(String from, String to, boolean replace) {
        return put(HttpMethod.MOVE, from, to, replace);
    }

    private Future<Void> put(HttpMethod method, String from, String to, boolean replace) {
        MultiMap headers = HttpHeaders.headers().set("Destination", basePath + HttpFields.filePath(to));
        if (!replace) {
            headers.set("Overwrite", "F");
        }
        return calls.callForHead(method, HttpFields.filePath(from), headers, CHANGED)
                .mapEmpty();
    }

    @Override
    public Future<Void> createFolder(String name) {
        return calls.callForHead(HttpMethod.MKCOL, HttpFields.filePath(name), HttpHeaders.headers(), CHANGED)
                .mapEmpty();
    }

    @Override
    public Future<Void> deleteFolder(String name, boolean whole) {
        MultiMap headers = HttpHeaders.headers().set("Depth", whole ? "infinity" : "0");
        return calls.callForHead(HttpMethod.DELETE, HttpFields.filePath(name) + "/", headers, CHANGED)
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return calls.close().eventually(followCalls::close);
    }

    private Future<RemoteFile> head(String name, MultiMap headers) {
        return calls.callForHead(HttpMethod.HEAD, HttpFields.filePath(name), headers, OK)
                .map(response -> HttpRead.file(name, response.headers()))
                // The response to HEAD has no body with a detailed message.
                .recover(cause -> Future.failedFuture(
                        ClientException.is(ErrorCode.NOT_FOUND, cause)
                                ? new ClientException(ErrorCode.NOT_FOUND, "file: '" + name + "' not found", cause)
                                : cause));
    }

    private Future<RemoteUpload> published(String id) {
        return view(id).map(view -> new PublishedUpload(id, publishedFile(view)));
    }

    private static RemoteFile publishedFile(JsonObject view) {
        JsonObject file = view.getJsonObject("file", new JsonObject());
        return new RemoteFile(
                view.getString("name"),
                OptionalLong.of(view.getLong("offset")),
                Optional.ofNullable(file.getString("etag")),
                Optional.empty(),
                Optional.ofNullable(file.getString("sha256")),
                true);
    }

    private static RemoteFolderPage page(JsonObject listing) {
        List<RemoteFolderPage.Entry> entries = listing.getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .map(HttpGateway::entry)
                .toList();
        return new RemoteFolderPage(entries, Optional.ofNullable(listing.getString("next")));
    }

    private static RemoteFolderPage.Entry entry(JsonObject entry) {
        Long size = entry.getLong("size");
        return new RemoteFolderPage.Entry(
                entry.getString("name"),
                "folder".equals(entry.getString("type")),
                size == null ? OptionalLong.empty() : OptionalLong.of(size),
                Optional.ofNullable(entry.getString("modified")).map(Instant::parse),
                Optional.ofNullable(entry.getString("etag")));
    }

    /** The JSON document of an upload. */
    private Future<JsonObject> view(String id) {
        return calls.call(HttpMethod.GET, HttpUpload.PATH + id, HttpHeaders.headers(), OK)
                .compose(HttpGateway::json);
    }

    private static Future<JsonObject> json(HttpClientResponse response) {
        Future<JsonObject> json = response.body().map(JsonObject::new);
        response.resume();
        return json.recover(ClientException::failed);
    }
}
