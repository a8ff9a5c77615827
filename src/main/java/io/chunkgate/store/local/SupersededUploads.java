package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadSpec.Resumption;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends uploads of {@link Resumption#BY_NAME} that no client resumes any more, so that a client that repeats its PUT does not
 * fill the disk. Everything here blocks.
 */
final class SupersededUploads {
    private static final Logger LOG = LoggerFactory.getLogger(SupersededUploads.class);

    private final OpenUploads uploads;
    private final UploadFolder folder;
    private final UploadNameIndex names;

    SupersededUploads(OpenUploads uploads, UploadFolder folder, UploadNameIndex names) {
        this.uploads = uploads;
        this.folder = folder;
        this.names = names;
    }

    /** The client begins from the start: it does not resume what nothing uses now. Returns what ended. */
    List<UploadId> endBefore(UploadSpec next) {
        return endUnused(names.of(next.name(), known -> known.isSupersededBy(next)));
    }

    /** Of several without a writer, the client resumes the one that was written last. */
    void endBeside(LocalOpenUpload suspended) {
        endUnused(names.of(suspended.name(), known -> known.isSupersededBy(suspended.spec())));
    }

    /** A writer that continues may still replace the file; its bytes do not stay when it is cut. */
    void endAfter(FileName published) {
        for (UploadId id : names.of(published, known -> known.resumption() == Resumption.BY_NAME)) {
            boolean isUnused = !uploads.isInUse(id);
            LocalOpenUpload used = uploads.get(id);
            if (isUnused) {
                end(id);
            } else if (used != null && used.isOwned()) {
                used.supersede();
            } else if (used != null && end(id)) { // It was opened for followers alone.
                used.endSuperseded();
            }
        }
    }

    private List<UploadId> endUnused(List<UploadId> ids) {
        return ids.stream().filter(id -> !uploads.isInUse(id) && end(id)).toList();
    }

    /** Returns false when that fails, or a writer has the upload. */
    private boolean end(UploadId id) {
        try {
            Optional<UploadLock> lock = folder.tryOpen(id);
            if (lock.isEmpty()) {
                return false;
            }
            try {
                folder.delete(id);
            } finally {
                lock.get().close();
            }
        } catch (NoSuchFileException gone) {
            LOG.debug("Upload {} has ended", id);
        } catch (IOException e) {
            LOG.warn("Cannot delete upload {}, which a later upload of its name made useless", id, e);
            return false;
        }
        names.remove(id);
        return true;
    }
}
