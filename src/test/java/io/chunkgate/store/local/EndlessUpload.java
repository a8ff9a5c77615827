package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A program that uploads until it is killed. It prints the upload's id, then every offset that was acknowledged. */
final class EndlessUpload {
    private static final int BLOCK_BYTES = 64 * 1024 + 1;

    private EndlessUpload() {}

    public static void main(String[] arguments) throws Exception {
        FileStore store =
                LocalFileStore.open(Vertx.vertx(), Path.of(arguments[0])).await(20, TimeUnit.SECONDS);
        Upload upload = store.create(UploadSpec.of(FileName.of("file.bin")).asResumable())
                .await(20, TimeUnit.SECONDS);
        System.out.println(upload.id());
        for (int offset = 0; ; offset += BLOCK_BYTES) {
            byte[] bytes = Arrays.copyOfRange(bytes(offset + BLOCK_BYTES), offset, offset + BLOCK_BYTES);
            upload.write(offset, Buffer.buffer(bytes)).await(20, TimeUnit.SECONDS);
            System.out.println(upload.sync().await(20, TimeUnit.SECONDS));
        }
    }

    /** The first bytes of what it uploads. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8) * 17 + (i >> 16));
        }
        return bytes;
    }
}
