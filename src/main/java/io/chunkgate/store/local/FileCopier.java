package io.chunkgate.store.local;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Copies files by uploads that cannot be resumed: so the space is reserved, the copy is published in one step, and a crash
 * leaves nothing. Everything here blocks.
 */
final class FileCopier {
    /** Of the system; found by the path of the environment. */
    private static final String PROGRAM = "cp";

    private final LocalUploads uploads;
    private final ByteCopier bytes;

    FileCopier(LocalUploads uploads) {
        this(uploads, PROGRAM);
    }

    /** @param program copies large files, if there is one of the name */
    FileCopier(LocalUploads uploads, String program) {
        this.uploads = uploads;
        this.bytes = new ByteCopier(program, uploads.services().workers()::requireNotClosed);
    }

    /**
     * See {@link io.chunkgate.store.FileStore#copy}. The copy has the time of the source, and no digest if that has none.
     *
     * @param context not of this thread, which waits for its results
     */
    FileInfo copy(Context context, CopySpec spec) throws IOException {
        spec.requireDifferent();
        StoreRoot root = uploads.services().root();
        try (OpenFolder folder = root.folderOf(spec.from());
                CopySource source = CopySource.open(
                        root, folder, spec.from(), uploads.services().settings().disk())) {
            spec.source().require(spec.from(), Optional.of(source.info()));
            Upload upload = begin(context, spec, source);
            return await(upload.commit().eventually(upload::close));
        }
    }

    private Upload begin(Context context, CopySpec spec, CopySource source) throws IOException {
        UploadSpec copy = UploadSpec.of(spec.to(), source.info().size()).withCondition(spec.target());
        try {
            return uploads.begin(context, copy, upload -> upload.copy(source, bytes));
        } catch (IOException e) {
            throw DiskErrors.translate(spec.to(), e);
        }
    }

    private static <T> T await(Future<T> result) throws IOException {
        try {
            return result.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ErrorCode.UNAVAILABLE, "the store is closed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }
}
