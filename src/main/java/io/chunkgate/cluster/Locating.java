package io.chunkgate.cluster;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which of the other nodes has what. */
record Locating(Vertx vertx, Asking asking, Peers peers) {
    private static final long PAUSE_MILLIS = 250;

    /** An upload of another node. */
    record PeerState(UploadInfo info, boolean written) {
        static PeerState from(JsonObject json) {
            return new PeerState(Descriptions.upload(json), json.getBoolean(Answering.WRITTEN));
        }
    }

    /** Of a file with that name, newest first. */
    Future<Findings<FileInfo>> file(FileName name) {
        Comparator<Found<FileInfo>> newest =
                Comparator.comparing(found -> found.value().modified());
        return asking.askAll(Question.FILE, new JsonObject().put("name", name.value()), Descriptions::file)
                .map(findings -> new Findings<>(
                        findings.found().stream().sorted(newest.reversed()).toList(), findings.silent()));
    }

    /** Nodes that have this version of the file now. */
    Future<List<Node>> holders(FileInfo version) {
        return file(version.name()).map(findings -> findings.found().stream()
                .filter(found -> found.value().etag().equals(version.etag()))
                .map(Found::node)
                .toList());
    }

    Future<Findings<PeerState>> upload(UploadId id) {
        return asking.askAll(Question.UPLOAD, new JsonObject().put("id", id.value()), PeerState::from);
    }

    Future<Findings<PeerState>> uploadTo(FileName name) {
        return asking.askAll(Question.UPLOAD_TO, new JsonObject().put("name", name.value()), PeerState::from);
    }

    /** The node that writes the upload, if one does. */
    Future<Optional<Found<PeerState>>> writer(UploadId id) {
        return upload(id).map(findings -> writer(findings.found()));
    }

    static Optional<Found<PeerState>> writer(List<Found<PeerState>> found) {
        return found.stream().filter(peer -> peer.value().written()).findFirst();
    }

    /** Before another attempt. */
    Future<?> pause() {
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
