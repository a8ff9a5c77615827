package io.chunkgate.client.http;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
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
import io.vertx.core.http.HttpClientResponse;
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

    private final HttpCalls calls;

    HttpGateway(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public Future<RemoteFile> stat(String name) {
        return head(name, MultiMap.caseInsensitiveMultiMap());
    }

    @Override
    public Future<RemoteFile> digest(String name) {
        return head(name, MultiMap.caseInsensitiveMultiMap().add("Want-Repr-Digest", "sha-256=1"));
    }

    @Override
    public Future<RemoteFolderPage> list(String folder, Optional<String> after) {
        String first = HttpFields.filePath(folder.isEmpty() ? "" : folder + "/");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Accept", "application/json");
        return calls.call(HttpMethod.GET, after.orElse(first), headers, OK)
                .compose(HttpGateway::json)
                .map(HttpGateway::page);
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        String uri = HttpFields.filePath(request.name());
        MultiMap headers = HttpRead.headers(request);
        Set<Integer> expected = Set.of(200, 206);
        Future<HttpClientResponse> response = request.follow()
                ? calls.callFollowing(HttpMethod.GET, uri + "?follow", headers, expected)
                : calls.call(HttpMethod.GET, uri, headers, expected);
        return response.map(received -> HttpRead.of(calls, request, received));
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(HttpUpload.COMPLETE, "?0")
                .add("Content-Length", "0");
        request.size().ifPresent(size -> headers.add("Upload-Length", Long.toString(size)));
        if (!request.overwrite()) {
            headers.add("If-None-Match", "*");
        }
        return calls.callForHead(HttpMethod.PUT, HttpFields.filePath(request.name()), headers, Set.of(201))
                .recover(cause -> Future.failedFuture(taken(request, ClientException.of(cause))))
                .map(created -> calls.bind(HttpUpload.created(calls, request, created)));
    }

    @Override
    public Future<Long> storedBytes(String id) {
        return view(id).map(view -> view.getLong("offset"));
    }

    @Override
    public Future<RemoteUpload> resume(String id, UploadRequest request) {
        String uri = HttpUpload.PATH + id;
        return calls.callForHead(HttpMethod.HEAD, uri, MultiMap.caseInsensitiveMultiMap(), Set.of(200, 204))
                .compose(head -> "?1".equals(head.getHeader(HttpUpload.COMPLETE))
                        ? published(id)
                        : Future.succeededFuture(calls.bind(HttpUpload.resumed(calls, id, request, head))));
    }

    @Override
    public Future<Void> delete(String name) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        return calls.callForHead(HttpMethod.DELETE, HttpFields.filePath(name), headers, Set.of(200, 202, 204))
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return calls.close();
    }

    private Future<RemoteFile> head(String name, MultiMap headers) {
        return calls.callForHead(HttpMethod.HEAD, HttpFields.filePath(name), headers, OK)
                .map(response -> HttpRead.file(name, response.headers()))
                .recover(cause -> Future.failedFuture(notFound(name, ClientException.of(cause))));
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
        return calls.call(HttpMethod.GET, HttpUpload.PATH + id, MultiMap.caseInsensitiveMultiMap(), OK)
                .compose(HttpGateway::json);
    }

    private static Future<JsonObject> json(HttpClientResponse response) {
        Future<JsonObject> json = response.body().map(JsonObject::new);
        response.resume();
        return json.recover(cause -> Future.failedFuture(ClientException.of(cause)));
    }

    /** The response to HEAD has no body with a detailed message. */
    private static ClientException notFound(String name, ClientException failure) {
        return failure.code() == ErrorCode.NOT_FOUND
                ? new ClientException(ErrorCode.NOT_FOUND, "file: '" + name + "' not found", failure)
                : failure;
    }

    private static ClientException taken(UploadRequest request, ClientException failure) {
        return !request.overwrite() && failure.code() == ErrorCode.FAILED_PRECONDITION
                ? new ClientException(ErrorCode.ALREADY_EXISTS, "file: '" + request.name() + "' exists", failure)
                : failure;
    }
}
