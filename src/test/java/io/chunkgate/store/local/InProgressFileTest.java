package io.chunkgate.store.local;

import io.chunkgate.io.AsyncFileContract;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;

/** The contract, for a file that was opened while it was uploaded, and whose upload is committed since. */
class InProgressFileTest extends AsyncFileContract {
    private static final FileName NAME = FileName.of("file");

    private FileStore store;

    @Override
    protected Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes) {
        return LocalFileStore.open(vertx, folder).compose(opened -> {
            store = opened;
            return store.create(UploadSpec.of(NAME)).compose(upload -> write(upload, bytes));
        });
    }

    private Future<AsyncFile> write(Upload upload, byte[] bytes) {
        return upload.write(0, Buffer.buffer(bytes))
                .compose(offset -> store.follow(NAME))
                .map(StoredFile::content)
                .compose(file -> upload.commit().compose(v -> upload.close()).map(file));
    }

    @Override
    protected Future<Void> close(AsyncFile file) {
        return file.close().eventually(store::close);
    }
}
