package io.chunkgate.http.upload;

import io.chunkgate.http.RequestPath;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.json.JsonObject;

/** An upload as JSON, for people and programs that watch it. */
final class UploadView {
    private UploadView() {}

    /** Sizes and offsets in bytes, times in RFC 3339. */
    static JsonObject of(UploadInfo info) {
        JsonObject json = new JsonObject()
                .put("id", info.id().value())
                .put("name", info.spec().name().value())
                .put("state", state(info.state()))
                .put("part", info.spec().role() == UploadSpec.Role.PART)
                .put("offset", info.offset())
                .put("durableOffset", info.durableOffset())
                .put("digestedBytes", info.digestedBytes())
                .put("createdAt", info.createdAt().toString())
                .put("expiresAt", info.expiresAt().toString());
        info.spec().size().ifPresent(size -> json.put("size", size));
        if (info.state() instanceof UploadState.Complete complete && info.spec().role() == UploadSpec.Role.FILE) {
            json.put("file", file(complete.file()));
        }
        return json;
    }

    private static JsonObject file(FileInfo file) {
        JsonObject json = new JsonObject()
                .put("url", "/files/" + RequestPath.encode(file.name().value()))
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
