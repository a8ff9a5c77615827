package io.chunkgate.store.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.memory.MemoryFileStore;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

class LimitedFileStoreTest extends FileStoreContract {
    private static final FileName NAME = FileName.of("a");
    private static final int MAX = 4;

    @Override
    protected FileStore createStore(Vertx vertx) {
        return new LimitedFileStore(new MemoryFileStore(), MAX);
    }

    /** As the store in memory. */
    @Override
    protected boolean knowsWhenUploadsWereWritten() {
        return false;
    }

    @Test
    void fileBeyondTheLimit_isRefused_untilAnotherIsClosed() {
        publish(NAME, new byte[1]);
        StoredFile first = await(store().open(NAME));
        StoredFile second = await(store().open(NAME));
        StoredFile third = await(store().open(NAME));
        Upload fourth = await(store().create(UploadSpec.of(FileName.of("b"), 1)));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, () -> await(store().open(NAME)));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, () -> await(store().create(UploadSpec.of(NAME, 1))));
        await(first.close());
        await(first.close());
        StoredFile fifth = await(store().open(NAME));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, () -> await(store().open(NAME)));
        await(second.close());
        await(third.close());
        await(fourth.close());
        await(fifth.close());
    }

    @Test
    void failedOpening_isNotCounted() {
        for (int i = 0; i <= MAX; i++) {
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store().open(NAME)));
        }
        publish(NAME, new byte[1]);
        assertThat(content(NAME)).hasSize(1);
    }
}
