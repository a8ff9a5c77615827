package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of the local disk, read through an {@link AsyncFile}. */
final class LocalFile implements StoredFile {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFile.class);

    private final Context context;
    private final Path path;
    private final Version version;
    private final FileInfo info;
    private final AsyncFile file;
    private boolean closed;

    /**
     * @param context where results arrive
     * @param path    real, for looking at the file again
     * @param version what was opened
     * @param file    closed with this
     */
    LocalFile(Context context, Path path, Version version, FileInfo info, AsyncFile file) {
        this.context = context;
        this.path = path;
        this.version = version;
        this.info = info;
        this.file = file;
    }

    @Override
    public FileInfo info() {
        return info;
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        if (closed) {
            return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
        }
        return file.read(Buffer.buffer(length), 0, position, length)
                .recover(cause -> Future.failedFuture(unreadable(cause)));
    }

    @Override
    public Future<Void> verify() {
        return Blocking.run(context, info.name(), () -> {
            version.requireUnchanged(path, info.name());
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return file.close();
    }

    private StoreException unreadable(Throwable cause) {
        if (!closed) {
            LOG.error("Cannot read {}", path, cause);
        }
        return new StoreException(ErrorCode.DATA_LOSS, "'" + info.name() + "': the disk failed to read it");
    }
}
