package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;

/** The store as a client without restrictions uses it: follows the symbolic links in names. */
public final class LinkFollowingStore extends ForwardingFileStore {
    /** @param store closed with this */
    public LinkFollowingStore(FileStore store) {
        super(store);
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return Links.follow(name, super::stat).map(info -> info.withName(name));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return Links.follow(name, super::digest).map(info -> info.withName(name));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return Links.follow(name, super::open).map(file -> Links.named(file, name));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return Links.follow(spec.name(), place -> super.create(spec.withName(place)));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return Links.follow(name, super::upload);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return Links.follow(spec.name(), place -> super.concatenate(spec.withName(place), parts));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return Links.follow(name, super::follow).map(file -> Links.named(file, name));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return Links.follow(name, place -> super.delete(place, condition));
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return Links.follow(spec, super::copy);
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return Links.follow(spec, super::move);
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return Links.follow(folder, super::createFolder);
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return Links.follow(folder, place -> super.deleteFolder(place, whole));
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return Links.follow(from, to, super::copyFolder);
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return Links.follow(from, to, super::moveFolder);
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return Links.follow(folder, place -> super.list(place, query)).map(page -> Links.named(page, folder));
    }
}
