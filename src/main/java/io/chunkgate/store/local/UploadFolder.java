package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of uploads: {@code {id}} has the bytes, {@code {id}.json} the record of an upload that is resumable or shared
 * with other nodes; {@code {id}.claim} is the claim of another node that wants to write it. A record is replaced as a whole.
 * The records of ended uploads without bytes are {@link EndedUploads}. Everything here blocks.
 */
final class UploadFolder {
    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    private static final String RECORD = ".json";
    private static final String NEW_RECORD = ".json.new";
    private static final String CLAIM = ".claim";
    private static final Set<OpenOption> NEW_FILE = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private final OpenFolder folder;
    private final EndedUploads ended;
    private final AtomicInteger users = new AtomicInteger(1);
    private final Set<UploadId> reported = ConcurrentHashMap.newKeySet();

    /** @param folder closed by the last user, as is {@code ended} */
    UploadFolder(OpenFolder folder, EndedUploads ended) {
        this.folder = folder;
        this.ended = ended;
    }

    EndedUploads ended() {
        return ended;
    }

    Path path() {
        return folder.path();
    }

    Path bytes(UploadId id) {
        return folder.entry(id.value());
    }

    /** Creates and locks the bytes of an upload; the caller closes them. */
    UploadLock create(UploadId id) throws IOException {
        return UploadLock.create(folder, id.value());
    }

    /** Opens the bytes of an upload without their lock; the caller closes them. */
    UploadLock open(UploadId id) throws IOException {
        return UploadLock.open(folder, id.value());
    }

    /** Opens and locks the bytes of an upload; empty while they are locked. The caller closes them. */
    Optional<UploadLock> tryOpen(UploadId id) throws IOException {
        return UploadLock.tryOpen(folder, id.value());
    }

    /** Adds a user beside the store, such as an open upload, which may be discarded after the store was closed. */
    void retain() {
        users.incrementAndGet();
    }

    /** Removes a user; the last one closes the folder. */
    void close() throws IOException {
        if (users.decrementAndGet() == 0) {
            ended.close();
            folder.close();
        }
    }

    /** Empty when there is none; a record that is not valid is logged once and left unchanged. */
    Optional<UploadRecord> read(UploadId id) throws IOException {
        try {
            return Optional.of(UploadJson.read(new JsonObject(Files.readString(record(id)))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (RuntimeException e) {
            if (reported.add(id)) {
                LOG.warn(
                        "Cannot parse the record of upload {}, which cannot be resumed and will expire: {}",
                        id,
                        e.toString());
            }
            return Optional.empty();
        }
    }

    /** @param durable whether the record survives a power loss from now on, not only the end of the process */
    void write(UploadId id, UploadRecord upload, boolean durable) throws IOException {
        Path fresh = folder.entry(id.value() + NEW_RECORD);
        byte[] text = UploadJson.write(upload).encode().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(fresh, NEW_FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
        }
        Files.move(fresh, record(id), StandardCopyOption.ATOMIC_MOVE);
        if (durable) {
            folder.syncEntries();
        }
    }

    /** As {@link #delete}; but the record stays for a time, if clients may resume the upload. */
    void expire(UploadId id, UploadRecord upload) throws IOException {
        LOG.info("Upload {} of {} expired", id, upload.spec().name());
        if (upload.spec().resumable()) {
            ended.append(id, upload.expired(), false);
            deleteFiles(id);
        } else {
            delete(id);
        }
    }

    /** Deletes the records first: after a crash, the upload has bytes without a record and cannot be resumed. */
    void delete(UploadId id) throws IOException {
        ended.delete(id);
        deleteFiles(id);
    }

    /** Deletes everything but the record in {@link #ended}. */
    void deleteFiles(UploadId id) throws IOException {
        deleteRecord(id);
        Files.deleteIfExists(bytes(id));
        deleteClaim(id);
    }

    /** Requests the upload from the process that has it locked. */
    void claim(UploadId id) throws IOException {
        FileChannel.open(folder.entry(id.value() + CLAIM), NEW_FILE).close();
    }

    boolean isClaimed(UploadId id) {
        return Files.exists(folder.entry(id.value() + CLAIM));
    }

    void deleteClaim(UploadId id) throws IOException {
        Files.deleteIfExists(folder.entry(id.value() + CLAIM));
    }

    void deleteRecord(UploadId id) throws IOException {
        Files.deleteIfExists(record(id));
        Files.deleteIfExists(folder.entry(id.value() + NEW_RECORD));
    }

    /** Whether there is a record, valid or not. */
    boolean hasRecord(UploadId id) {
        return Files.exists(record(id));
    }

    /**
     * How many names the bytes have: 0 when they do not exist any more, 2 while they are published under a name that was
     * free.
     */
    int linkCount(UploadId id) throws IOException {
        try {
            return (int) Files.getAttribute(bytes(id), "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** When the bytes were written last. */
    Instant writtenAt(UploadId id) throws IOException {
        return Files.getLastModifiedTime(bytes(id)).toInstant();
    }

    /** When the bytes or the record of an upload changed last; at least one of them exists. */
    Instant changedAt(UploadId id) throws IOException {
        Instant latest = Instant.MIN;
        for (Path file : List.of(record(id), bytes(id))) {
            if (Files.exists(file)) {
                Instant modified = Files.getLastModifiedTime(file).toInstant();
                latest = modified.isAfter(latest) ? modified : latest;
            }
        }
        return latest;
    }

    /** Every upload of which any file exists. */
    List<UploadId> list() throws IOException {
        List<UploadId> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path())) {
            for (Path file : files) {
                idOf(String.valueOf(file.getFileName())).ifPresent(ids::add);
            }
        }
        reported.retainAll(Set.copyOf(ids));
        return ids.stream().distinct().toList();
    }

    private static Optional<UploadId> idOf(String file) {
        return Stream.of(NEW_RECORD, RECORD, CLAIM, "")
                .filter(file::endsWith)
                .map(ending -> file.substring(0, file.length() - ending.length()))
                .findFirst()
                .filter(UploadId::isId)
                .map(UploadId::new);
    }

    private Path record(UploadId id) {
        return folder.entry(id.value() + RECORD);
    }
}
