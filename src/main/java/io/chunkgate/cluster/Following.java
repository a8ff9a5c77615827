package io.chunkgate.cluster;

import io.chunkgate.cluster.Locating.PeerState;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds uploads wherever they are, and reads along with them. */
record Following(Vertx vertx, OwnStore own, Locating locating) {
    private static final Comparator<UploadInfo> LATER =
            Comparator.comparing(UploadInfo::expiresAt).thenComparing(UploadInfo::createdAt);

    /** Describes an upload as the node has it that writes it, else this one, else any. */
    Future<UploadInfo> upload(UploadId id) {
        if (own.isWritten(id)) {
            return own.upload(id);
        }
        return own.upload(id)
                .transform(here -> here.succeeded() && !isRunning(here.result())
                        ? Future.succeededFuture(here.result())
                        : elsewhere(
                                id, here.succeeded() ? Optional.of(here.result()) : Optional.empty(), here.cause()));
    }

    private Future<UploadInfo> elsewhere(UploadId id, Optional<UploadInfo> here, Throwable unknown) {
        return locating.upload(id).compose(findings -> Locating.writer(findings.found())
                .map(peer -> peer.value().info())
                .or(() -> here)
                .or(() -> findings.first().map(peer -> peer.value().info()))
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(findings.missing(unknown))));
    }

    /** Describes the running upload to a name that was written to last. */
    Future<UploadInfo> upload(FileName name) {
        return own.upload(name).transform(here -> locating.uploadTo(name).compose(findings -> {
            Stream<UploadInfo> there =
                    findings.found().stream().map(peer -> peer.value().info());
            return Stream.concat(Stream.ofNullable(here.result()), there)
                    .max(LATER)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(findings.missing(here.cause())));
        }));
    }

    /**
     * Follows an upload that runs, or opens what it became.
     *
     * @param opening opens a published file
     */
    Future<StoredFile> follow(UploadId id, Function<FileName, Future<StoredFile>> opening) {
        Context context = vertx.getOrCreateContext();
        return upload(id)
                .compose(info -> isRunning(info)
                        ? source(id).map(source -> new FollowedFile(context, this, info, source))
                        : openPublished(info, opening));
    }

    /** As {@link #follow(UploadId, Function)}, of the upload to a name that was written to last; without one, the file. */
    Future<StoredFile> follow(FileName name, Function<FileName, Future<StoredFile>> opening) {
        return upload(name)
                .compose(info -> follow(info.id(), opening))
                .recover(cause ->
                        Errors.is(ErrorCode.NOT_FOUND, cause) ? opening.apply(name) : Future.failedFuture(cause));
    }

    private static Future<StoredFile> openPublished(UploadInfo info, Function<FileName, Future<StoredFile>> opening) {
        StoreException replaced =
                new StoreException(ErrorCode.NOT_FOUND, "'" + info.id() + "': no such upload, or its file is replaced");
        if (!(info.state() instanceof UploadState.Complete complete)
                || info.spec().role() != UploadSpec.Role.FILE) {
            return Future.failedFuture(replaced);
        }
        return opening.apply(complete.file().name())
                .compose(file -> file.info().etag().equals(complete.file().etag())
                        ? Future.succeededFuture(file)
                        : file.close().transform(closed -> Future.failedFuture(replaced)));
    }

    /** Where an upload can be read now. Fails with {@code NOT_FOUND} when nobody knows it. */
    Future<FollowSource> source(UploadId id) {
        if (own.isWritten(id)) {
            return here(id);
        }
        return locating.upload(id).compose(findings -> {
            Optional<Found<PeerState>> writer = Locating.writer(findings.found());
            if (writer.isPresent()) {
                return there(writer.get().node(), id);
            }
            return here(id).recover(cause -> Errors.is(ErrorCode.NOT_FOUND, cause)
                            && findings.first().isPresent()
                    ? there(findings.first().get().node(), id)
                    : Future.failedFuture(Errors.is(ErrorCode.NOT_FOUND, cause) ? findings.missing(cause) : cause));
        });
    }

    /** Before another attempt. */
    Future<?> pause() {
        return locating.pause();
    }

    private Future<FollowSource> here(UploadId id) {
        return own.follow(id).map(FollowSource.Own::new);
    }

    private Future<FollowSource> there(Node node, UploadId id) {
        return locating.peers().calls(node).map(calls -> new FollowSource.Peer(calls, id));
    }

    static boolean isRunning(UploadInfo info) {
        return info.state() instanceof UploadState.Running;
    }
}
