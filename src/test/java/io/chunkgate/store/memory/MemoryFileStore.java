package io.chunkgate.store.memory;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListPosition;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PageSelection;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Published files are arrays; folders exist when they were created, or files lie in them. Counts what is open. */
public final class MemoryFileStore implements FileStore {
    private final NavigableMap<String, Published> files = new ConcurrentSkipListMap<>();
    private final MemoryFolders folders = new MemoryFolders(files);
    private final List<MemoryRecord> uploads = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    /** How many files and uploads are open. */
    public int openCount() {
        return open.get();
    }

    /** Publishes a file as if it had been uploaded. */
    public FileInfo put(FileName name, byte[] bytes) {
        FileInfo info = info(name, bytes);
        files.put(name.value(), new Published(info, bytes));
        return info;
    }

    private static FileInfo info(FileName name, byte[] bytes) {
        String sha256 = TestData.sha256(bytes);
        return new FileInfo(name, bytes.length, Instant.now(), "\"" + sha256 + "\"", Optional.of(sha256));
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return find(name).map(Published::info);
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return stat(name);
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return find(name).map(MemoryFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        try {
            folders.requireFileName(spec.name());
            spec.condition().require(spec.name(), published(spec.name()));
        } catch (StoreException refused) {
            return Future.failedFuture(refused);
        }
        MemoryRecord upload = new MemoryRecord(spec);
        uploads.add(upload);
        return Future.succeededFuture(write(upload));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return record(id)
                .compose(upload -> upload.state instanceof UploadState.Running
                        ? Future.succeededFuture(write(upload))
                        : Future.failedFuture(StoreException.unexpected(
                                ErrorCode.FAILED_PRECONDITION, "upload", "complete", "running")));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return record(id).map(MemoryRecord::info).compose(info -> info.requirePublished(this::stat));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return running(name)
                .map(upload -> Future.succeededFuture(upload.info()))
                .orElseGet(() -> unknown(name));
    }

    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return Future.succeededFuture(uploads.stream()
                .map(MemoryRecord::info)
                .filter(info -> which.test(info.spec()))
                .filter(info -> info.state() instanceof UploadState.Running
                        || info.spec().countsWhenComplete())
                .toList());
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return record(id).map(upload -> {
            uploads.remove(upload);
            if (upload.state instanceof UploadState.Running) {
                upload.handTo(null, StoreErrors.uploadDiscarded());
                upload.discarded();
            }
            return null;
        });
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        Buffer bytes = Buffer.buffer();
        for (UploadId id : parts) {
            Future<MemoryRecord> part = record(id);
            if (part.failed()) {
                return Future.failedFuture(part.cause());
            }
            boolean complete = part.result().state instanceof UploadState.Complete;
            if (!complete || part.result().spec.role() != UploadSpec.Role.PART) {
                return Future.failedFuture(
                        StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "upload", id, "a complete part"));
            }
            bytes.appendBuffer(part.result().bytes);
        }
        UploadSpec sized = spec.withSize(bytes.length());
        return create(sized).compose(upload -> upload.write(0, bytes).map(upload));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return running(name).map(this::readAlong).orElseGet(() -> open(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return record(id)
                .compose(upload -> upload.state instanceof UploadState.Complete complete
                        ? open(complete.file().name())
                        : readAlong(upload));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return attempt(() -> {
            folders.requireNoFolder(name);
            condition.require(name, Optional.of(folders.requireFile(name)));
            files.remove(name.value());
            return null;
        });
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return attempt(() -> {
            spec.requireDifferent();
            spec.source().require(spec.from(), Optional.of(folders.requireFile(spec.from())));
            folders.requireFileName(spec.to());
            spec.target().require(spec.to(), published(spec.to()));
            return put(spec.to(), files.get(spec.from().value()).bytes());
        });
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return copy(spec).onSuccess(moved -> files.remove(spec.from().value()));
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return attempt(() -> {
            folders.create(folder);
            return null;
        });
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return attempt(() -> {
            folders.delete(folder, whole);
            return null;
        });
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return attempt(() -> {
            folders.copy(from, to, this::put);
            return null;
        });
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return copyFolder(from, to).compose(copied -> deleteFolder(from, true));
    }

    private synchronized <T> Future<T> attempt(Supplier<T> change) {
        try {
            return Future.succeededFuture(change.get());
        } catch (StoreException refused) {
            return Future.failedFuture(refused);
        }
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        String prefix = folder.value().isEmpty() ? "" : folder.value() + "/";
        Map<String, FolderEntry> entries = new HashMap<>();
        for (Published file : files.tailMap(prefix).values()) {
            String rest = file.info().name().value();
            if (!rest.startsWith(prefix)) {
                break;
            }
            entry(folder, rest.substring(prefix.length()), file.info())
                    .ifPresent(entry -> entries.put(entry.name(), entry));
        }
        folders.created().forEach((name, time) -> {
            FolderName created = new FolderName(name);
            if (created.parent().equals(folder)) {
                folder.listed(created.lastSegment())
                        .ifPresent(listed -> entries.put(created.lastSegment(), new FolderEntry.Folder(created, time)));
            }
        });
        return attempt(() -> {
            folders.requireFolder(folder);
            return page(entries, query);
        });
    }

    private static Optional<FolderEntry> entry(FolderName folder, String rest, FileInfo file) {
        int slash = rest.indexOf('/');
        return slash < 0
                ? folder.listed(rest).map(name -> new FolderEntry.File(file))
                : folder.listed(rest.substring(0, slash))
                        .map(name -> new FolderEntry.Folder(FolderName.of(name), file.modified()));
    }

    private static FolderPage page(Map<String, FolderEntry> entries, ListQuery query) {
        PageSelection selection = new PageSelection(query);
        entries.values().forEach(entry -> selection.add(position(entry, query.order())));
        List<FolderEntry> page = selection.positions().stream()
                .map(position -> entries.get(position.name()))
                .toList();
        return new FolderPage(page, selection.next());
    }

    private static ListPosition position(FolderEntry entry, ListOrder order) {
        long key = entry instanceof FolderEntry.File file
                ? order.keyOfFile(file.info().size(), file.modified())
                : order.keyOfFolder(entry.modified());
        return new ListPosition(key, entry.name());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** Publishes what was uploaded, if its condition holds; a part is only described. */
    synchronized FileInfo publish(UploadSpec spec, byte[] bytes) {
        if (spec.role() == UploadSpec.Role.PART) {
            return info(spec.name(), bytes);
        }
        if (spec.condition() instanceof PublishCondition.RenameOnConflict) {
            int number = 1;
            while (published(spec.name().numbered(number)).isPresent()) {
                number++;
            }
            return put(spec.name().numbered(number), bytes);
        }
        spec.condition().require(spec.name(), published(spec.name()));
        return put(spec.name(), bytes);
    }

    private Optional<FileInfo> published(FileName name) {
        return Optional.ofNullable(files.get(name.value())).map(Published::info);
    }

    private Upload write(MemoryRecord upload) {
        open.incrementAndGet();
        MemoryUpload writer = new MemoryUpload(this, upload);
        upload.handTo(writer, new StoreException(ErrorCode.ABORTED, "another connection took the upload over"));
        return writer;
    }

    private Future<StoredFile> readAlong(MemoryRecord upload) {
        open.incrementAndGet();
        return Future.succeededFuture(new MemoryInProgressFile(this, upload));
    }

    private Future<MemoryRecord> record(UploadId id) {
        return uploads.stream()
                .filter(upload -> upload.id.equals(id))
                .findFirst()
                .map(Future::succeededFuture)
                .orElseGet(() -> unknown(id));
    }

    private Optional<MemoryRecord> running(FileName name) {
        return uploads.stream()
                .filter(upload -> upload.state instanceof UploadState.Running)
                .filter(upload -> upload.spec.role() == UploadSpec.Role.FILE)
                .filter(upload -> upload.spec.name().equals(name))
                .reduce((first, second) -> second);
    }

    private static <T> Future<T> unknown(Object upload) {
        return Future.failedFuture(StoreErrors.uploadNotFound(upload));
    }

    void closed() {
        open.decrementAndGet();
    }

    private Future<Published> find(FileName name) {
        Published found = files.get(name.value());
        return found == null ? Future.failedFuture(StoreErrors.fileNotFound(name)) : Future.succeededFuture(found);
    }

    record Published(FileInfo info, byte[] bytes) {}

    private final class MemoryFile extends ReadOnlyFile implements StoredFile {
        private final Published published;

        MemoryFile(Published published) {
            this.published = published;
            open.incrementAndGet();
        }

        @Override
        public FileInfo info() {
            return published.info();
        }

        @Override
        public AsyncFile content() {
            return this;
        }

        @Override
        public long sizeBlocking() {
            return published.bytes().length;
        }

        @Override
        protected Future<Integer> fill(ByteBuffer target, long position) {
            int from = (int) Math.min(position, published.bytes().length);
            int count = Math.min(target.remaining(), published.bytes().length - from);
            target.put(published.bytes(), from, count);
            return Future.succeededFuture(count);
        }

        @Override
        public Future<Void> verify() {
            return Future.succeededFuture();
        }

        @Override
        protected Future<Void> release() {
            MemoryFileStore.this.closed();
            return Future.succeededFuture();
        }
    }
}
