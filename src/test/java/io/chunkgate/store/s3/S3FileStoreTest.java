package io.chunkgate.store.s3;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract, on a real server. */
@Tag("slow")
class S3FileStoreTest extends FileStoreContract {
    @Override
    protected FileStore createStore(Vertx vertx) {
        return await(S3FileStore.open(vertx, S3Server.shared().newBucket(), S3Settings.of(GatewayConfig.defaults())));
    }

    /** The tag is the object's, which other tools see too. */
    @Test
    @Override
    protected void publishedFile_hasDigestAndTagOfItsContent() {
        byte[] bytes = TestData.bytes(1000);
        FileInfo info = publish(NAME, bytes);
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        assertThat(publish(NAME, bytes).etag()).isEqualTo(info.etag());
        assertThat(publish(NAME, TestData.bytes(1001)).etag()).isNotEqualTo(info.etag());
    }

    /** The bucket keeps no versions. */
    @Test
    @Override
    protected void openFile_keepsItsBytesWhenItIsReplaced() {
        publish(NAME, TestData.bytes(1000));
        StoredFile file = await(store().open(NAME));
        publish(NAME, TestData.bytes(500));
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(FileReads.read(file, 0, 2000)));
        await(file.close());
        assertThat(content(NAME)).isEqualTo(TestData.bytes(500));
    }

    /** The server of the tests, whose objects are files, fails with 500; others respond 404. */
    @Test
    @Override
    protected void nameBelowAFile_isNotFound() {
        publish(NAME, TestData.bytes(1));
        assertThatThrownBy(() -> await(store().stat(FileName.of(NAME + "/below"))))
                .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                        .isIn(ErrorCode.NOT_FOUND, ErrorCode.UNAVAILABLE));
    }

    @AfterEach
    void noMemoryIsInUse(Vertx vertx) {
        MemoryBudget memory = MemoryBudget.of(vertx);
        eventually(memory::held, () -> memory.held() == 0);
    }
}
