package io.chunkgate.store.local;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UnknownDurabilityException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files by renaming them. A symbolic link at the end of the name is renamed itself. Both folders are synced. Everything
 * here blocks.
 */
final class FileMover {
    private static final Logger LOG = LoggerFactory.getLogger(FileMover.class);

    private final StoreRoot root;
    private final Publisher publisher;
    private final NameLocks locks;
    private final Renamer renamer;

    FileMover(UploadServices services) {
        this.root = services.root();
        this.publisher = services.publisher();
        this.locks = services.locks();
        this.renamer = services.renamer();
    }

    /** See {@link io.chunkgate.store.FileStore#move}. */
    FileInfo move(CopySpec spec) throws IOException {
        spec.requireDifferent();
        return locks.locked(spec.from(), spec.to(), () -> {
            try (OpenFolder folder = root.folderOf(spec.from())) {
                return move(spec, folder);
            }
        });
    }

    private FileInfo move(CopySpec spec, OpenFolder folder) throws IOException {
        Path from = folder.entry(spec.from().lastSegment());
        FileVersion version = FileVersion.of(from);
        if (version.kind() == FileVersion.Kind.FOLDER) {
            throw StoreErrors.fileNotFound(spec.from());
        }
        spec.source().require(spec.from(), Optional.of(root.replaceable(folder, spec.from())));
        Optional<DigestAttribute.Known> digest = digest(from, version);
        try (OpenFolder target = target(spec.to())) {
            spec.target().require(spec.to(), publisher.current(target, spec.to()));
            Path to = target.entry(spec.to().lastSegment());
            Runnable closeReplaced = renamer.openReplaced(to);
            try {
                rename(from, to, spec);
                FileInfo moved = describe(to, spec.to(), digest);
                sync(folder, target, moved);
                return moved;
            } finally {
                closeReplaced.run();
            }
        }
    }

    private static Optional<DigestAttribute.Known> digest(Path path, FileVersion version) {
        return version.kind() == FileVersion.Kind.FILE ? DigestAttribute.read(path, version) : Optional.empty();
    }

    private OpenFolder target(FileName name) throws IOException {
        try {
            return root.target(name);
        } catch (IOException e) {
            throw DiskErrors.translate(name, e);
        }
    }

    private static void rename(Path from, Path to, CopySpec spec) throws IOException {
        if (spec.target() instanceof PublishCondition.MustBeNew) {
            renameToNew(from, to, spec.to());
        } else if (isSameFile(from, to)) {
            Files.delete(from); // A rename does nothing when both names are of one file.
        } else {
            Renamer.rename(from, to, spec.to());
        }
    }

    private static boolean isSameFile(Path from, Path to) throws IOException {
        try {
            return FileVersion.of(from).isSameFile(FileVersion.of(to));
        } catch (NoSuchFileException free) {
            return false;
        }
    }

    /** Unlike a rename, a link never replaces what is there. A crash in between leaves both names. */
    private static void renameToNew(Path from, Path to, FileName name) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException taken) {
            throw DiskErrors.translate(name, taken);
        } catch (NoSuchFileException | AccessDeniedException impossible) {
            throw impossible;
        } catch (FileSystemException notLinkable) {
            // Such as a file of another user, which Linux does not link unless the gateway may write it. The name was
            // free
            // when the condition was checked: only another process can have taken it since.
            LOG.debug("Cannot link a file to '{}', which is renamed: {}", name, notLinkable.toString());
            Renamer.rename(from, to, name);
            return;
        }
        try {
            Files.delete(from);
        } catch (IOException e) {
            Files.delete(to);
            throw e;
        }
    }

    /** A computed digest is valid until the inode changes, which a rename does: it is stored again. */
    private static FileInfo describe(Path path, FileName name, Optional<DigestAttribute.Known> digest)
            throws IOException {
        FileVersion version = FileVersion.of(path);
        digest.filter(known -> known.origin() == DigestAttribute.Origin.COMPUTED)
                .ifPresent(known -> DigestAttribute.write(path, version, known));
        return FileInfoReader.of(name, version, digest);
    }

    /** The new name first, so that a power loss in between leaves both names. */
    private void sync(OpenFolder from, OpenFolder to, FileInfo moved) throws UnknownDurabilityException {
        try {
            root.sync(to);
            if (!from.key().equals(to.key())) {
                root.sync(from);
            }
        } catch (IOException e) {
            LOG.error("Cannot sync the folders of '{}', which is moved: a power loss may undo it", moved.name(), e);
            throw UnknownDurabilityException.published(moved);
        }
    }
}
