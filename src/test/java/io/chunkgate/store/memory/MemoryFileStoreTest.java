package io.chunkgate.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

class MemoryFileStoreTest extends FileStoreContract {
    private final MemoryFileStore store = new MemoryFileStore();

    @Override
    protected FileStore createStore(Vertx vertx) {
        return store;
    }

    @Override
    protected boolean knowsWhenUploadsWereWritten() {
        return false;
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(store.openCount()).isZero();
    }
}
