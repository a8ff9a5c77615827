package io.chunkgate.io;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.nio.file.Path;

/** The contract, for the file of Vert.x. */
class StockFileTest extends AsyncFileContract {
    @Override
    protected Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes) {
        String path = folder.resolve("file").toString();
        return vertx.fileSystem().writeFile(path, Buffer.buffer(bytes)).compose(v -> vertx.fileSystem()
                .open(path, new OpenOptions().setWrite(false).setCreate(false)));
    }
}
