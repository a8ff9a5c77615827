package io.chunkgate.store.s3;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.AsyncFileContract;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.testkit.S3Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The contract, for a file in a bucket of a real server. */
@Tag("slow")
class S3FileTest extends AsyncFileContract {
    private static final FileName NAME = FileName.of("file");

    private FileStore store;

    @Override
    protected Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes) {
        S3Settings settings = S3Settings.of(GatewayConfig.defaults());
        return vertx.executeBlocking(() -> S3Server.shared().newBucket())
                .compose(bucket -> S3FileStore.open(vertx, bucket, settings))
                .onSuccess(opened -> store = opened)
                .compose(opened -> opened.create(UploadSpec.of(NAME)))
                .compose(upload -> upload.write(0, Buffer.buffer(bytes))
                        .compose(offset -> upload.commit())
                        .eventually(upload::close))
                .compose(info -> store.open(NAME))
                .map(StoredFile::content);
    }

    @Override
    protected Future<Void> close(AsyncFile file) {
        return file.close().eventually(store::close);
    }
}
