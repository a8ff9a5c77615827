package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.CheckedVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A folder of its own for each test, and how to wait for what a store of it does. */
@ExtendWith(CheckedVertx.class)
abstract class UploadsTestBase {
    static final FileName NAME = FileName.of("folder/file.bin");
    static final UploadSettings SETTINGS = UploadSettings.of(GatewayConfig.defaults());
    static final int MIB = 1024 * 1024;

    @TempDir
    Path root;

    /** A store that has removed what earlier processes left. */
    FileStore open(Vertx vertx, UploadSettings settings) {
        FileStore store = await(LocalFileStore.open(vertx, root, settings));
        await(store.uploads(spec -> false));
        return store;
    }

    /** Where the bytes of uploads are, and the records of running ones. */
    Path uploads() {
        return root.resolve(".chunkgate/uploads");
    }

    /** Where the records of ended uploads are. */
    Path ended() {
        return root.resolve(".chunkgate/ended");
    }

    /** A resumable upload of {@link #NAME} with its first bytes. */
    static Upload begin(FileStore store, byte[] bytes) {
        Upload upload = await(store.create(UploadSpec.of(NAME).asResumable()));
        await(upload.write(0, Buffer.buffer(bytes)));
        return upload;
    }

    static List<String> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static void assertFailsWith(ErrorCode code, Future<?> future) {
        assertThatThrownBy(() -> await(future)).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
