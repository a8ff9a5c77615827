package io.chunkgate.store.memory;

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
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Published files are arrays; folders exist as far as files lie in them. Counts what is open. */
public final class MemoryFileStore implements FileStore {
    private final NavigableMap<String, Published> files = new ConcurrentSkipListMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** How many files and uploads are open. */
    public int openCount() {
        return open.get();
    }

    /** Publishes a file as if it had been uploaded. */
    public FileInfo put(FileName name, byte[] bytes) {
        String sha256 = TestData.sha256(bytes);
        FileInfo info = new FileInfo(name, bytes.length, Instant.now(), "\"" + sha256 + "\"", Optional.of(sha256));
        files.put(name.value(), new Published(info, bytes));
        return info;
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
    public Future<StoredFile> open(FileName name, Access access) {
        return find(name).map(MemoryFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        String name = spec.name().value();
        boolean isFolder = files.keySet().stream().anyMatch(file -> file.startsWith(name + "/"));
        boolean belowFile = files.keySet().stream().anyMatch(file -> name.startsWith(file + "/"));
        if (isFolder || belowFile) {
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's and not below a file"));
        }
        open.incrementAndGet();
        return Future.succeededFuture(new MemoryUpload(this, spec));
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        String prefix = folder.value().isEmpty() ? "" : folder.value() + "/";
        Map<String, FolderEntry> entries = new HashMap<>();
        boolean found = prefix.isEmpty();
        for (Published file : files.tailMap(prefix).values()) {
            String rest = file.info().name().value();
            if (!rest.startsWith(prefix)) {
                break;
            }
            found = true;
            entry(folder, rest.substring(prefix.length()), file.info())
                    .ifPresent(entry -> entries.put(entry.name(), entry));
        }
        return found
                ? Future.succeededFuture(page(entries, query))
                : Future.failedFuture(new StoreException(ErrorCode.NOT_FOUND, "'" + folder + "': no such folder"));
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

    boolean exists(FileName name) {
        return files.containsKey(name.value());
    }

    void closed() {
        open.decrementAndGet();
    }

    private Future<Published> find(FileName name) {
        Published found = files.get(name.value());
        return found == null
                ? Future.failedFuture(new StoreException(ErrorCode.NOT_FOUND, "'" + name + "': no such file"))
                : Future.succeededFuture(found);
    }

    record Published(FileInfo info, byte[] bytes) {}

    private final class MemoryFile implements StoredFile {
        private final Published published;
        private boolean closed;

        MemoryFile(Published published) {
            this.published = published;
            open.incrementAndGet();
        }

        @Override
        public FileInfo info() {
            return published.info();
        }

        @Override
        public Future<Buffer> read(long position, int length) {
            int from = (int) Math.min(position, published.bytes().length);
            int to = (int) Math.min(position + length, published.bytes().length);
            return Future.succeededFuture(Buffer.buffer(published.bytes()).slice(from, to));
        }

        @Override
        public Future<Void> verify() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            if (!closed) {
                closed = true;
                closed();
            }
            return Future.succeededFuture();
        }
    }
}
