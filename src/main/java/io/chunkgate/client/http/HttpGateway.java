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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The gateway's HTTP door. */
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
                .map(HttpListing::page);
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        String uri = HttpFields.filePath(request.name());
        MultiMap headers = HttpRead.headers(request);
        Set<Integer> expected = Set.of(200, 206);
        Future<HttpClientResponse> opened = request.follow()
                ? calls.callPatiently(HttpMethod.GET, uri + "?follow", headers, expected)
                : calls.call(HttpMethod.GET, uri, headers, expected);
        return opened.map(response -> HttpRead.of(calls, request, response));
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
                .map(created -> calls.atHome(HttpUpload.created(calls, request, created)));
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
                        : Future.succeededFuture(calls.atHome(HttpUpload.resumed(calls, id, request, head))));
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
                .recover(cause -> Future.failedFuture(named(name, ClientException.of(cause))));
    }

    private Future<RemoteUpload> published(String id) {
        return view(id).map(view -> new PublishedUpload(id, HttpGateway.file(view)));
    }

    private static RemoteFile file(JsonObject view) {
        JsonObject shown = view.getJsonObject("file", new JsonObject());
        return new RemoteFile(
                view.getString("name"),
                OptionalLong.of(view.getLong("offset")),
                Optional.ofNullable(shown.getString("etag")),
                Optional.empty(),
                Optional.ofNullable(shown.getString("sha256")),
                true);
    }

    private Future<JsonObject> view(String id) {
        return calls.call(HttpMethod.GET, HttpUpload.PATH + id, MultiMap.caseInsensitiveMultiMap(), OK)
                .compose(HttpGateway::json);
    }

    private static Future<JsonObject> json(HttpClientResponse response) {
        Future<JsonObject> json = response.body().map(JsonObject::new);
        response.resume();
        return json.recover(cause -> Future.failedFuture(ClientException.of(cause)));
    }

    /** A HEAD has no body that would tell more than its status. */
    private static ClientException named(String name, ClientException failure) {
        return failure.code() == ErrorCode.NOT_FOUND
                ? new ClientException(ErrorCode.NOT_FOUND, "file: '" + name + "' is not there", failure)
                : failure;
    }

    private static ClientException taken(UploadRequest request, ClientException failure) {
        return !request.overwrite() && failure.code() == ErrorCode.FAILED_PRECONDITION
                ? new ClientException(ErrorCode.ALREADY_EXISTS, "file: '" + request.name() + "' exists", failure)
                : failure;
    }
}
