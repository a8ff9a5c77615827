package io.chunkgate.store.local;

import io.chunkgate.io.AsyncFileContract;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;

/** The contract, for a file of the local store. */
class SharedAsyncFileTest extends AsyncFileContract {
    private FileStore store;

    @Override
    protected Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes) {
        return LocalFileStore.open(vertx, folder)
                .onSuccess(opened -> store = opened)
                .compose(opened ->
                        vertx.fileSystem().writeFile(folder.resolve("file").toString(), Buffer.buffer(bytes)))
                .compose(v -> store.open(FileName.of("file")))
                .map(StoredFile::content);
    }

    @Override
    protected Future<Void> close(AsyncFile file) {
        return file.close().eventually(store::close);
    }
}
