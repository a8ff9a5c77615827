package io.chunkgate.access;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.Links;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The store as one client may use it: every call is checked against the client's permissions, so that no protocol can omit
 * the check. An upload is accessible to the clients that may write its name; its id alone grants nothing. Uploads are
 * subject to the client's quotas. Every method of {@link FileStore} that reaches a file is overridden here; a test checks
 * that.
 */
public final class GuardedStore extends ForwardingFileStore {
    private final Grant grant;
    private final Quotas quotas;

    /**
     * @param store  not closed by this
     * @param usages of that store
     */
    public GuardedStore(FileStore store, Usages usages, Grant grant) {
        super(store);
        this.grant = grant;
        this.quotas = new Quotas(store, usages, grant);
    }

    /** What the client may do. */
    public Grant grant() {
        return grant;
    }

    /** Whether the client may read a file of that name. */
    public boolean allowsReading(FileName name) {
        return grant.allows(Permission.READ, name);
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return checked(Permission.READ, name, super::stat).map(info -> info.withName(name));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return checked(Permission.READ, name, super::digest).map(info -> info.withName(name));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return checked(Permission.READ, name, super::open).map(file -> Links.named(file, name));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return checked(Permission.WRITE, spec.name(), place -> {
            UploadSpec at = spec.withName(place);
            return quotas.create(at, () -> super.create(permitted(at)));
        });
    }

    @Override
    public Future<List<UploadId>> supersede(UploadSpec spec) {
        return checked(Permission.WRITE, spec.name(), place -> quotas.supersede(spec.withName(place)));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return super.upload(id)
                .compose(info -> checked(
                        Permission.WRITE, info.spec().name(), name -> quotas.resume(info, () -> super.resume(id))));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return super.upload(id).map(info -> {
            grant.require(Permission.WRITE, info.spec().name());
            return info;
        });
    }

    /** Permission to read suffices, since it allows following the upload. */
    @Override
    public Future<UploadInfo> upload(FileName name) {
        return Links.follow(name, place -> {
            if (!grant.allowsAt(Permission.READ, place.value(), name.value())) {
                grant.require(Permission.WRITE, place.value(), name.value());
            }
            return super.upload(place);
        });
    }

    /** The uploads of names that the client may write. */
    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return super.uploads(which.and(spec -> grant.allows(Permission.WRITE, spec.name())));
    }

    /** With a signed link, an upload that is complete stays known, as it counts. */
    @Override
    public Future<Void> discard(UploadId id) {
        return upload(id)
                .compose(info -> grant.link().isPresent() && info.state() instanceof UploadState.Complete
                        ? Future.failedFuture(StoreErrors.uploadComplete())
                        : super.discard(id))
                .onSuccess(v -> quotas.discarded(id));
    }

    /** The size of the parts is counted before they are copied. */
    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return checked(Permission.WRITE, spec.name(), place -> sizes(parts)
                .map(sizes -> spec.withName(place)
                        .withSizeOfParts(parts.stream()
                                .mapToLong(part -> sizes.getOrDefault(part, 0L))
                                .sum()))
                .compose(sized -> quotas.create(sized, () -> super.concatenate(permitted(sized), parts))));
    }

    /** The sizes of complete parts; a part may be named many times. */
    private Future<Map<UploadId, Long>> sizes(List<UploadId> parts) {
        Map<UploadId, Long> sizes = new HashMap<>();
        Future<Void> found = Future.succeededFuture();
        for (UploadId part : Set.copyOf(parts)) {
            found = found.compose(v -> upload(part))
                    .map(info -> sizes.put(part, info.requireCompletePart().size()))
                    .mapEmpty();
        }
        return found.map(sizes);
    }

    /** A client that may write only this name must not get another one. */
    private UploadSpec permitted(UploadSpec spec) {
        return spec.condition() instanceof PublishCondition.RenameOnConflict
                        && !grant.allows(Permission.WRITE, spec.name().numbered(2))
                ? spec.withCondition(new PublishCondition.MustBeNew())
                : spec;
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return checked(Permission.READ, name, super::follow).map(file -> Links.named(file, name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return checked(Permission.READ, id, () -> super.follow(id));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return checked(
                Permission.DELETE, name, place -> quotas.delete(place.value(), () -> super.delete(place, condition)));
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return Links.follow(spec, at -> {
                    grant.require(
                            Permission.READ, at.from().value(), spec.from().value());
                    grant.require(Permission.WRITE, at.to().value(), spec.to().value());
                    return quotas.copy(at.from().value(), at.to().value(), () -> super.copy(at));
                })
                .map(info -> info.withName(spec.to()));
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return Links.follow(spec, at -> {
                    requireMove(
                            at.from().value(),
                            spec.from().value(),
                            at.to().value(),
                            spec.to().value());
                    return quotas.move(at.from().value(), at.to().value(), () -> super.move(at));
                })
                .map(info -> info.withName(spec.to()));
    }

    /** A move deletes and writes; it must not make readable what the client may not read. */
    private void requireMove(String fromPlace, String from, String toPlace, String to) {
        grant.require(Permission.DELETE, fromPlace, from);
        grant.require(Permission.WRITE, toPlace, to);
        if (grant.allowsAt(Permission.READ, toPlace, to)) {
            grant.require(Permission.READ, fromPlace, from);
        }
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return checked(Permission.WRITE, folder, super::createFolder);
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return checked(
                Permission.DELETE,
                folder,
                place -> quotas.delete(place.value(), () -> super.deleteFolder(place, whole)));
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return Links.follow(from, to, (source, target) -> {
            grant.require(Permission.READ, source.value(), from.value());
            grant.require(Permission.WRITE, target.value(), to.value());
            return quotas.copy(source.value(), target.value(), () -> super.copyFolder(source, target));
        });
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return Links.follow(from, to, (source, target) -> {
            requireMove(source.value(), from.value(), target.value(), to.value());
            return quotas.move(source.value(), target.value(), () -> super.moveFolder(source, target));
        });
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return Links.follow(folder, place -> {
                    grant.require(Permission.LIST, place.value(), folder.value());
                    return super.list(place, query).map(page -> permitted(place, page));
                })
                .map(page -> Links.named(page, folder));
    }

    /** Without links to places that the client may not list, and without the tags of files that it may not read. */
    private FolderPage permitted(FolderName folder, FolderPage page) {
        List<FolderEntry> permitted = new ArrayList<>();
        for (FolderEntry entry : page.entries()) {
            String name = folder.entry(entry.name());
            String place = page.places().getOrDefault(entry.name(), name);
            if (!grant.allowsAt(Permission.LIST, place, name)) {
                continue;
            }
            permitted.add(
                    entry instanceof FolderEntry.File file && !grant.allowsAt(Permission.READ, place, name)
                            ? new FolderEntry.File(file.info().withoutContent())
                            : entry);
        }
        return new FolderPage(permitted, page.next(), page.places(), page.unnameable());
    }

    /** Does nothing: all clients share the store. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** Calls with the place that the name leads to, which needs the permission as well. */
    private <T> Future<T> checked(Permission permission, FileName name, Function<FileName, Future<T>> call) {
        return Links.follow(name, place -> {
            grant.require(permission, place.value(), name.value());
            return call.apply(place);
        });
    }

    private <T> Future<T> checked(Permission permission, FolderName folder, Function<FolderName, Future<T>> call) {
        return Links.follow(folder, place -> {
            grant.require(permission, place.value(), folder.value());
            return call.apply(place);
        });
    }

    /** The permission depends on the name of the upload. */
    private <T> Future<T> checked(Permission permission, UploadId id, Supplier<Future<T>> call) {
        return super.upload(id).compose(info -> checked(permission, info.spec().name(), name -> call.get()));
    }
}
