package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of uploads: {@code {id}} has the bytes, {@code {id}.json} the record of an upload that is resumable or shared
 * with other nodes; {@code {id}.claim} is the claim of another node that wants to write it. A record is replaced as a whole.
 * Everything here blocks.
 */
final class UploadFolder {
    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    private static final String RECORD = ".json";
    private static final String NEW_RECORD = ".json.new";
    private static final String CLAIM = ".claim";

    private final Path folder;

    /** @param folder exists */
    UploadFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path bytes(UploadId id) {
        return folder.resolve(id.value());
    }

    /** Empty when there is none; a record that is not valid is logged and left unchanged. */
    Optional<UploadRecord> read(UploadId id) throws IOException {
        try {
            return Optional.of(UploadJson.read(new JsonObject(Files.readString(record(id)))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.warn("Cannot parse {}", record(id), e);
            return Optional.empty();
        }
    }

    /** @param durable whether the record survives a power loss from now on, not only the end of the process */
    void write(UploadId id, UploadRecord upload, boolean durable) throws IOException {
        Path fresh = folder.resolve(id.value() + NEW_RECORD);
        byte[] text = UploadJson.write(upload).encode().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
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
            StoreRoot.sync(folder);
        }
    }

    /** The record of an expired upload stays for a time, if clients may resume it. */
    void writeExpired(UploadId id, UploadRecord upload) throws IOException {
        LOG.info("Upload {} of {} expired", id, upload.spec().name());
        if (upload.spec().resumable()) {
            write(id, upload.expired(), false);
        }
    }

    /** Deletes the record first: after a crash, the upload has bytes without a record and cannot be resumed. */
    void delete(UploadId id) throws IOException {
        deleteRecord(id);
        Files.deleteIfExists(bytes(id));
        deleteClaim(id);
    }

    /** Requests the upload from the process that has it locked. */
    void claim(UploadId id) throws IOException {
        Files.write(folder.resolve(id.value() + CLAIM), new byte[0]);
    }

    boolean isClaimed(UploadId id) {
        return Files.exists(folder.resolve(id.value() + CLAIM));
    }

    void deleteClaim(UploadId id) throws IOException {
        Files.deleteIfExists(folder.resolve(id.value() + CLAIM));
    }

    void deleteRecord(UploadId id) throws IOException {
        Files.deleteIfExists(record(id));
        Files.deleteIfExists(folder.resolve(id.value() + NEW_RECORD));
    }

    /** Whether there is a record, valid or not. */
    boolean hasRecord(UploadId id) {
        return Files.exists(record(id));
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
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                idOf(String.valueOf(file.getFileName())).ifPresent(ids::add);
            }
        }
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
        return folder.resolve(id.value() + RECORD);
    }
}
