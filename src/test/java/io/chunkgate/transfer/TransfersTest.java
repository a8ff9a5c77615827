package io.chunkgate.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The notifications of observers. */
@ExtendWith(CheckedVertx.class)
class TransfersTest {
    private static final FileName NAME = FileName.of("file");
    private static final ClientId ALICE = new ClientId("tcp", "127.0.0.1:1", "alice");

    @TempDir
    private Path root;

    private final List<Transfer> started = new ArrayList<>();
    private final List<TransferOutcome> outcomes = new ArrayList<>();
    private Transfers transfers;
    private FileStore store;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        store = LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS);
        transfers = Transfers.of(vertx);
        transfers.addObserver(new TransferObserver() {
            @Override
            public void transferStarted(Transfer transfer) {
                assertThat(transfers.running()).contains(transfer);
                started.add(transfer);
            }

            @Override
            public void transferEnded(Transfer transfer, TransferOutcome outcome) {
                assertThat(transfers.running()).doesNotContain(transfer);
                outcomes.add(outcome);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        store.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void publishedUpload_isComplete() throws Exception {
        UploadSession uploadSession = begin(UploadSpec.of(NAME, 3));
        uploadSession.stream().write(Buffer.buffer("abc"));
        uploadSession.publish().await(20, TimeUnit.SECONDS);
        assertThat(outcomes).containsExactly(TransferOutcome.complete());
        assertThat(started).singleElement().satisfies(transfer -> {
            assertThat(transfer.clientId()).isEqualTo(ALICE);
            assertThat(transfer.byteCount()).isEqualTo(3);
            assertThat(transfer.transferRange())
                    .contains(new TransferRange(0, OptionalLong.of(3), OptionalLong.of(3), Optional.empty()));
        });
    }

    @Test
    void uploadThatIsTooShort_fails() throws Exception {
        UploadSession uploadSession = begin(UploadSpec.of(NAME, 3));
        uploadSession.stream().write(Buffer.buffer("ab"));
        uploadSession.publish().otherwiseEmpty().await(20, TimeUnit.SECONDS);
        assertThat(outcomes)
                .containsExactly(
                        new TransferOutcome(TransferOutcome.Kind.FAILED, Optional.of(ErrorCode.FAILED_PRECONDITION)));
    }

    @Test
    void resumableUpload_isSuspended() throws Exception {
        UploadSession uploadSession = begin(UploadSpec.of(NAME).asResumable());
        uploadSession.suspend().await(20, TimeUnit.SECONDS);
        assertThat(outcomes).containsExactly(TransferOutcome.suspended());
    }

    @Test
    void discardedUpload_isAborted() throws Exception {
        UploadSession uploadSession = begin(UploadSpec.of(NAME).asResumable());
        uploadSession.discard().await(20, TimeUnit.SECONDS);
        assertThat(outcomes).containsExactly(TransferOutcome.aborted());
    }

    private UploadSession begin(UploadSpec spec) throws Exception {
        return UploadSession.of(() -> store.create(spec), transfers.begin(ALICE, Direction.UPLOAD, NAME))
                .await(20, TimeUnit.SECONDS);
    }
}
