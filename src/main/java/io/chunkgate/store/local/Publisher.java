package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FreeName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes uploads so that the result survives a power loss: sync the bytes, record what they become, rename them, sync the
 * folder. While the bytes are in the folder of uploads, nothing is published; afterwards the record describes the published
 * file. Everything here blocks.
 */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final StoreRoot root;
    private final UploadSettings settings;
    private final NameLocks locks;
    private final Renamer renamer;

    Publisher(StoreRoot root, UploadSettings settings, NameLocks locks, Renamer renamer) {
        this.root = root;
        this.settings = settings;
        this.locks = locks;
        this.renamer = renamer;
    }

    /** The disk could not make the bytes durable, so that they cannot be trusted. */
    static final class SyncFailedException extends IOException {
        SyncFailedException(IOException cause) {
            super(cause);
        }
    }

    /** Stores in the record what the bytes become. */
    interface Recording {
        void complete(FileInfo file) throws IOException;
    }

    /**
     * @param sha256 of the bytes, if known
     * @throws UnknownDurabilityException when the file is published, and the disk failed then
     * @throws StoreException when the condition is not met, or the name cannot be used
     * @throws UploadLock.LostException when another process has locked the upload
     */
    FileInfo publish(UploadLock bytes, UploadSpec spec, Optional<String> sha256, Recording recording)
            throws IOException {
        root.requirePresent();
        bytes.requireInPlace();
        FileVersion version = FileVersion.of(bytes.path());
        Optional<DigestAttribute.Known> known =
                sha256.isEmpty() ? Optional.empty() : Optional.of(store(bytes, version, sha256.get()));
        sync(bytes);
        FileInfo info = FileInfoReader.of(spec.name(), version, known);
        if (spec.role() == UploadSpec.Role.FILE) {
            return putInPlace(bytes.path(), spec, recording, info);
        }
        recording.complete(info);
        return info;
    }

    /** The tag of a version never changes, so it is derived from the digest only if the digest could be stored. */
    private static DigestAttribute.Known store(UploadLock lock, FileVersion version, String sha256) throws IOException {
        DigestAttribute.Known published = new DigestAttribute.Known(sha256, DigestAttribute.Origin.PUBLISHED);
        boolean stored = DigestAttribute.write(lock.path(), version, published);
        lock.renew();
        return stored ? published : new DigestAttribute.Known(sha256, DigestAttribute.Origin.COMPUTED);
    }

    /** Creates the folders of a file; fails when it could not be published now. */
    void require(UploadSpec spec) throws IOException {
        try (OpenFolder folder = root.target(spec.name())) {
            spec.condition().require(spec.name(), current(folder, spec.name()));
        }
    }

    private void sync(UploadLock bytes) throws IOException {
        try {
            settings.disk().sync(bytes.channel());
        } catch (IOException e) {
            throw new SyncFailedException(e);
        }
    }

    private FileInfo putInPlace(Path bytes, UploadSpec spec, Recording recording, FileInfo info) throws IOException {
        return locks.locked(spec.name(), () -> {
            // Opened before the rename: without a free descriptor, nothing is published.
            try (OpenFolder folder = root.target(spec.name())) {
                if (spec.condition() instanceof PublishCondition.RenameOnConflict) {
                    return addUnderFreeName(bytes, folder, recording, info);
                }
                spec.condition().require(spec.name(), current(folder, spec.name()));
                recording.complete(info);
                Path target = folder.entry(spec.name().lastSegment());
                Runnable closeReplaced = renamer.openReplaced(target);
                try {
                    show(bytes, target, spec);
                    confirm(bytes, folder, info);
                } finally {
                    closeReplaced.run();
                }
                return info;
            }
        });
    }

    /**
     * What fails from here on cannot be taken back: the file is visible.
     *
     * @param bytes a second name of the file, if the first was added by a link
     */
    private void confirm(Path bytes, OpenFolder folder, FileInfo info) throws UnknownDurabilityException {
        try {
            Files.deleteIfExists(bytes);
            root.sync(folder);
        } catch (IOException e) {
            LOG.error("Cannot sync the folder of '{}', which is published: a power loss may undo it", info.name(), e);
            throw UnknownDurabilityException.published(info);
        }
    }

    private FileInfo addUnderFreeName(Path bytes, OpenFolder folder, Recording recording, FileInfo info)
            throws IOException {
        FreeName search = FreeName.of(info.name());
        while (true) {
            FileName name = search.candidate();
            Path target = folder.entry(name.lastSegment());
            if (!search.isFound()) {
                search = search.after(Files.exists(target, LinkOption.NOFOLLOW_LINKS));
                continue;
            }
            recording.complete(info.withName(name));
            try {
                Files.createLink(target, bytes);
            } catch (FileAlreadyExistsException taken) { // By a file of another name, or by another process.
                search = search.after(true);
                continue;
            }
            confirm(bytes, folder, info.withName(name));
            return info.withName(name);
        }
    }

    private static void show(Path bytes, Path target, UploadSpec spec) throws IOException {
        if (spec.condition() instanceof PublishCondition.MustBeNew) {
            Files.createLink(target, bytes); // Unlike a rename, a link never replaces what is there.
        } else {
            Renamer.rename(bytes, target, spec.name());
        }
    }

    /** The file that would be replaced; empty when there is none. Fails as {@link StoreRoot#replaceable} does. */
    Optional<FileInfo> current(OpenFolder folder, FileName name) throws IOException {
        try {
            return Optional.of(root.replaceable(folder, name));
        } catch (IOException | StoreException e) {
            if (DiskErrors.translate(name, e).code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
