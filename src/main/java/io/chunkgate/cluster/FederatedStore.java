package io.chunkgate.cluster;

import io.chunkgate.cluster.Locating.PeerState;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The stores of all nodes, of which each has files of its own, as one. What this node has it answers itself; what it has
 * not, the node that has it. A file that is replaced stays on its node, a new one is made here.
 *
 * <p>What nobody has is unknown only when every node said so; else it is {@code UNAVAILABLE}.
 */
final class FederatedStore implements FileStore {
    private final OwnStore own;
    private final Locating locating;
    private final Following following;
    private final Listings listings;

    FederatedStore(OwnStore own, Locating locating) {
        this.own = own;
        this.locating = locating;
        this.following = new Following(locating.vertx(), own, locating);
        this.listings = new Listings(own, locating);
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return own.stat(name)
                .recover(cause -> ifMissing(cause, () -> holder(name, cause).map(Found::value)));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return own.digest(name)
                .recover(cause -> ifMissing(cause, () -> holder(name, cause)
                        .compose(found -> locating.peers().digest(found.node(), name))));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return own.open(name)
                .recover(cause -> ifMissing(cause, () -> locating.file(name).compose(findings -> findings.first()
                        .map(newest -> Future.succeededFuture(openAt(newest.value(), findings)))
                        .orElseGet(() -> Future.failedFuture(findings.missing(cause))))));
    }

    private StoredFile openAt(FileInfo version, Findings<FileInfo> findings) {
        List<Node> holders = findings.found().stream()
                .filter(found -> found.value().etag().equals(version.etag()))
                .map(Found::node)
                .toList();
        return new PeerFile(version, holders, locating);
    }

    /** At the node that has a file of the name; so a condition is looked at where the file is. */
    @Override
    public Future<Upload> create(UploadSpec spec) {
        return spec.role() == UploadSpec.Role.PART
                ? own.create(spec)
                : own.stat(spec.name()).transform(here -> here.succeeded() ? own.create(spec) : createWhereItIs(spec));
    }

    private Future<Upload> createWhereItIs(UploadSpec spec) {
        return locating.file(spec.name()).compose(findings -> {
            if (findings.first().isPresent()) {
                JsonObject about = new JsonObject().put("spec", Descriptions.spec(spec.asResumable()));
                return beginAt(findings.first().get().node(), Question.CREATE, about, spec);
            }
            if (!(spec.condition() instanceof PublishCondition.Anything)) {
                findings.requireAll();
            }
            return own.create(spec);
        });
    }

    private Future<Upload> beginAt(Node node, Question question, JsonObject about, UploadSpec spec) {
        return locating.asking()
                .ask(node, question, about)
                .map(answer -> answer.map(PeerState::from).orElseThrow(() -> Errors.unreachable(node)))
                .compose(begun -> PeerUpload.begin(locating, node, begun.info(), spec));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return own.resume(id)
                .recover(cause -> ifMissing(cause, () -> uploadElsewhere(id, cause)
                        .compose(found -> resumeAt(found.node(), found.value().info()))));
    }

    private Future<Upload> resumeAt(Node node, UploadInfo info) {
        if (info.state() instanceof UploadState.Running) {
            return PeerUpload.begin(locating, node, info, info.spec());
        }
        return Future.failedFuture(
                info.state() instanceof UploadState.Complete
                        ? StoreException.unexpected(
                                ErrorCode.FAILED_PRECONDITION, "upload", "complete", "one that runs")
                        : new StoreException(ErrorCode.NOT_FOUND, "'" + info.id() + "': no such upload"));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return own.upload(id)
                .recover(cause -> ifMissing(cause, () -> uploadElsewhere(id, cause)
                        .map(found -> found.value().info())));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return following.upload(name);
    }

    @Override
    public Future<Void> discard(UploadId id) {
        JsonObject about = new JsonObject().put("id", id.value());
        return own.discard(id)
                .recover(cause -> ifMissing(cause, () -> uploadElsewhere(id, cause)
                        .compose(found -> locating.asking().ask(found.node(), Question.DISCARD, about))
                        .mapEmpty()));
    }

    /** Where the parts are, which must be one node. */
    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return own.concatenate(spec, parts)
                .recover(cause -> ifMissing(
                        cause, () -> uploadElsewhere(parts.get(0), cause).compose(found -> {
                            JsonArray ids = new JsonArray();
                            parts.forEach(part -> ids.add(part.value()));
                            JsonObject about = new JsonObject()
                                    .put("spec", Descriptions.spec(spec.asResumable()))
                                    .put("parts", ids);
                            return beginAt(found.node(), Question.CONCATENATE, about, spec);
                        })));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return following.follow(name, this::open);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return following.follow(id, this::open);
    }

    /** Everywhere, or nowhere while a node that may have it is silent; the condition is that of the file that is seen. */
    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return own.stat(name).transform(here -> locating.file(name).compose(findings -> {
            findings.requireAll();
            if (findings.found().isEmpty()) {
                return own.delete(name, condition);
            }
            FileInfo seen =
                    here.succeeded() ? here.result() : findings.found().get(0).value();
            condition.require(name, Optional.of(seen));
            Future<Void> deleted = here.succeeded() ? own.delete(name, condition) : Future.succeededFuture();
            return deleted.compose(done -> deleteElsewhere(name, findings));
        }));
    }

    private Future<Void> deleteElsewhere(FileName name, Findings<FileInfo> findings) {
        JsonObject about = new JsonObject()
                .put("name", name.value())
                .put("condition", Descriptions.condition(new PublishCondition.Anything()));
        return Future.join(findings.found().stream()
                        .map(found -> locating.asking().ask(found.node(), Question.DELETE, about))
                        .toList())
                .mapEmpty();
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return listings.list(folder, query);
    }

    @Override
    public Future<Void> close() {
        return own.close();
    }

    private Future<Found<FileInfo>> holder(FileName name, Throwable unknown) {
        return locating.file(name).compose(findings -> known(findings, unknown));
    }

    private Future<Found<PeerState>> uploadElsewhere(UploadId id, Throwable unknown) {
        return locating.upload(id).compose(findings -> known(findings, unknown));
    }

    private static <T> Future<Found<T>> known(Findings<T> findings, Throwable unknown) {
        return findings.first()
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(findings.missing(unknown)));
    }

    private interface Elsewhere<T> {
        Future<T> find();
    }

    private static <T> Future<T> ifMissing(Throwable cause, Elsewhere<T> elsewhere) {
        return Errors.is(ErrorCode.NOT_FOUND, cause) ? elsewhere.find() : Future.failedFuture(cause);
    }
}
