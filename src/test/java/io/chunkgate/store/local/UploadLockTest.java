package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.RunningCommand;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** One folder in common with another process. */
class UploadLockTest extends UploadsTestBase {
    @Test
    void commit_holdsTheLock_untilTheFileIsPublished(Vertx vertx) {
        List<String> seen = new CopyOnWriteArrayList<>();
        FileStore store = open(vertx, SETTINGS.withDisk(channel -> seen.add(tryToLock(onlyUpload()))));
        Upload upload = begin(store, new byte[10]);
        await(upload.commit());
        await(upload.close());
        assertThat(seen).isNotEmpty().containsOnly(LockProbe.REFUSED);
        assertThat(root.resolve(NAME.value())).hasBinaryContent(new byte[10]);
        await(store.close());
    }

    @Test
    void uploadLockedByAnotherProcess_isLost_andUnchanged(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        // The kernel drops the lock of the process that closes any descriptor of the file.
        FileChannel.open(onlyUpload()).close();
        try (RunningCommand other = LockProbe.start(onlyUpload())) {
            other.awaitOut(LockProbe.LOCKED);
            assertFailsWith(ErrorCode.ABORTED, upload.commit());
            assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.ABORTED);
            await(upload.close());
            assertThat(root.resolve(NAME.value())).doesNotExist();
            assertThat(await(store.upload(upload.id())).state()).isEqualTo(new UploadState.Running());
            assertFailsWith(ErrorCode.UNAVAILABLE, store.resume(upload.id()));
            other.closeInput();
            other.await().succeeded();
        }
        Upload resumed = await(store.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(10);
        await(resumed.commit());
        await(resumed.close());
        await(store.close());
    }

    private static String tryToLock(Path file) {
        try (RunningCommand other = LockProbe.start(file)) {
            other.closeInput();
            return other.await().out().strip();
        }
    }

    private Path onlyUpload() {
        String id = list(uploads()).stream()
                .filter(name -> !name.contains("."))
                .findFirst()
                .orElseThrow();
        return uploads().resolve(id);
    }
}
