package io.chunkgate.http.upload;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** Describes an upload as JSON. */
final class UploadView {
    private UploadView() {}

    /**
     * Sizes and offsets are in bytes, times in RFC 3339. The rate is present only while a client uploads.
     *
     * @param request   whose client gets the paths
     * @param transfers that write or follow the upload
     */
    static JsonObject of(HttpServerRequest request, UploadInfo info, List<Transfer> transfers) {
        JsonObject json = new JsonObject()
                .put("id", info.id().value())
                .put("name", info.spec().name().value())
                .put("state", state(info.state()))
                .put("part", info.spec().role() == UploadSpec.Role.PART)
                .put("offset", info.offset())
                .put("durableOffset", info.durableOffset())
                .put("digestedBytes", info.digestedBytes())
                .put("createdAt", info.createdAt().toString())
                .put("expiresAt", info.expiresAt().toString())
                .put("followers", withDirection(transfers, Direction.FOLLOW).count())
                .put("links", links(request, info));
        withDirection(transfers, Direction.UPLOAD)
                .mapToLong(transfer -> Math.round(transfer.rate()))
                .max()
                .ifPresent(rate -> json.put("bytesPerSecond", rate));
        info.spec().size().ifPresent(size -> json.put("size", size));
        if (info.state() instanceof UploadState.Complete complete && info.spec().role() == UploadSpec.Role.FILE) {
            json.put("file", file(request, complete.file()));
        }
        return json;
    }

    /** The URLs to resume and to follow the upload. */
    private static JsonObject links(HttpServerRequest request, UploadInfo info) {
        String upload = BasePath.of(request, UploadPath.of(info.id()));
        JsonObject links = new JsonObject().put("upload", upload);
        return info.spec().role() == UploadSpec.Role.FILE ? links.put("follow", upload + "?follow") : links;
    }

    private static Stream<Transfer> withDirection(List<Transfer> transfers, Direction direction) {
        return transfers.stream().filter(transfer -> transfer.direction() == direction);
    }

    private static JsonObject file(HttpServerRequest request, FileInfo file) {
        JsonObject json = new JsonObject()
                .put(
                        "url",
                        BasePath.of(
                                request,
                                "/files/" + RequestPath.encode(file.name().value())))
                .put("etag", file.etag());
        file.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        return json;
    }

    private static String state(UploadState state) {
        if (state instanceof UploadState.Complete) {
            return "complete";
        }
        return state instanceof UploadState.Expired ? "expired" : "running";
    }
}
