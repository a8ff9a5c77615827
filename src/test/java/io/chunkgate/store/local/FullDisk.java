package io.chunkgate.store.local;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, in the language of its environment, which uploads to a small disk until that is full. */
final class FullDisk {
    private FullDisk() {}

    /** Prints a text of the system, the code of the failure, and whether the upload can be resumed. */
    public static void main(String... arguments) {
        Vertx vertx = Vertx.vertx();
        FileStore store = UploadsTestBase.await(
                LocalFileStore.open(vertx, Path.of(arguments[0]), UploadsTestBase.SETTINGS.withMinFreeSpace(0)));
        Upload upload = UploadsTestBase.begin(store, new byte[1]);
        System.out.println(textOfTheSystem() + "|" + fill(upload) + "|" + isResumable(store, upload.id()));
        UploadsTestBase.await(upload.close());
        UploadsTestBase.await(store.close());
        UploadsTestBase.await(vertx.close());
    }

    private static String textOfTheSystem() {
        try {
            FileChannel.open(Path.of("/dev/null/file"), StandardOpenOption.READ).close();
            return "";
        } catch (IOException error) {
            return SystemErrors.reason(error);
        }
    }

    private static String fill(Upload upload) {
        try {
            while (true) {
                UploadsTestBase.await(upload.write(upload.offset(), Buffer.buffer(new byte[UploadsTestBase.MIB])));
            }
        } catch (StoreException full) {
            return full.code().name();
        }
    }

    private static boolean isResumable(FileStore store, UploadId id) {
        return UploadsTestBase.await(store.upload(id)).offset() > 0;
    }
}
