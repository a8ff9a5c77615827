package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The step that makes an upload a file, by the recipe that survives a power loss: sync the bytes, write down what they
 * become, rename them, sync the folder. Once the bytes are gone from the uploads' folder, the record says what was
 * published; while they are there, nothing was. Everything here blocks.
 */
final class Publisher {
    private static final int LOCKS = 64;
    /** The disk takes its time to free large files. */
    private static final long LARGE_BYTES = 16L * 1024 * 1024;

    private final StoreRoot root;
    private final UploadSettings settings;
    private final Consumer<FileChannel> closing;
    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toArray();

    /** @param closing closes a file, without blocking the caller */
    Publisher(StoreRoot root, UploadSettings settings, Consumer<FileChannel> closing) {
        this.root = root;
        this.settings = settings;
        this.closing = closing;
    }

    /** The disk could not make the bytes durable, so that they are not to be trusted. */
    static final class SyncFailedException extends IOException {
        SyncFailedException(IOException cause) {
            super(cause);
        }
    }

    /**
     * @param sha256 of the bytes, if known
     * @throws StoreException when the condition does not hold, or the name cannot be used
     * @throws UploadLock.LostException when another process has the upload now
     */
    FileInfo publish(OpenUpload upload, Optional<String> sha256) throws IOException {
        Path bytes = upload.lock().path();
        FileVersion version = FileVersion.of(bytes);
        Optional<DigestAttribute.Known> known =
                sha256.isEmpty() ? Optional.empty() : Optional.of(remember(upload.lock(), version, sha256.get()));
        sync(upload);
        FileInfo info = FileInfoReader.of(upload.name(), version, known);
        boolean isFile = upload.spec().role() == UploadSpec.Role.FILE;
        if (!isFile) {
            upload.change(now -> now.completed(info), true);
        } else {
            putInPlace(upload, bytes, info);
        }
        upload.complete(info);
        return info;
    }

    /** The tag of a version never changes: it comes from the digest only if that is found again later. */
    private static DigestAttribute.Known remember(UploadLock lock, FileVersion version, String sha256)
            throws IOException {
        DigestAttribute.Known published = new DigestAttribute.Known(sha256, DigestAttribute.Origin.PUBLISHED);
        boolean remembered = DigestAttribute.remember(lock.path(), version, published);
        lock.renew();
        return remembered ? published : new DigestAttribute.Known(sha256, DigestAttribute.Origin.COMPUTED);
    }

    /** Fails when the condition does not hold now. */
    void require(FileName name, PublishCondition condition) throws IOException {
        condition.require(name, current(name));
    }

    private void sync(OpenUpload upload) throws IOException {
        try {
            settings.disk().sync(upload.lock().channel());
        } catch (IOException e) {
            throw new SyncFailedException(e);
        }
    }

    /** One upload of a name at a time, so that a condition that holds still holds when the file is there. */
    private void putInPlace(OpenUpload upload, Path bytes, FileInfo info) throws IOException {
        UploadSpec spec = upload.spec();
        synchronized (locks[Math.floorMod(spec.name().hashCode(), LOCKS)]) {
            Path target = root.target(spec.name());
            // Opened before the step that shows the file: where no descriptor is left, nothing is published.
            try (FileChannel folder = FileChannel.open(StoreRoot.folderOf(target), StandardOpenOption.READ)) {
                require(spec.name(), spec.condition());
                upload.change(now -> now.completed(info), true);
                Optional<FileChannel> replaced = openLarge(target);
                try {
                    appear(bytes, target, spec);
                    folder.force(true);
                } finally {
                    replaced.ifPresent(closing);
                }
            }
        }
    }

    /** A large file that is about to be replaced: while it is open the disk does not free it, and nobody waits for that. */
    private static Optional<FileChannel> openLarge(Path target) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() && found.size() >= LARGE_BYTES
                    ? Optional.of(FileChannel.open(target, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // Nothing is there, or it is freed while somebody waits.
        }
    }

    private static void appear(Path bytes, Path target, UploadSpec spec) throws IOException {
        if (spec.condition() instanceof PublishCondition.MustBeNew) {
            Files.createLink(target, bytes); // Unlike a rename, a link never replaces what is there.
            Files.delete(bytes);
        } else {
            rename(bytes, target, spec.name());
        }
    }

    private Optional<FileInfo> current(FileName name) throws IOException {
        try {
            Path path = root.existing(name);
            return Optional.of(FileInfoReader.of(name, path, FileVersion.ofFile(path, name)));
        } catch (IOException | StoreException e) {
            if (DiskErrors.translate(name, e).code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void rename(Path bytes, Path target, FileName name) throws IOException {
        try {
            Files.move(bytes, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "on the same file system as the store");
        }
    }
}
