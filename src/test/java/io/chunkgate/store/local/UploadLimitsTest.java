package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator may set: how many uploads, how large, and whether they are digested. */
class UploadLimitsTest extends UploadsTestBase {
    private static final UploadSettings TWO_AT_ONCE = settings(2, SETTINGS.maxFileSize(), true);
    private static final UploadSettings TEN_BYTES = settings(10, 10, true);
    private static final UploadSettings UNDIGESTED = settings(10, SETTINGS.maxFileSize(), false);

    @Test
    void uploadsBeyondTheLimit_areRefused_untilOneEnds(Vertx vertx) {
        FileStore store = open(vertx, TWO_AT_ONCE);
        Upload first = begin(store, new byte[1]);
        Upload second = begin(store, new byte[1]);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(UploadSpec.of(NAME)));
        await(first.commit());
        await(first.close());
        Upload third = begin(store, new byte[1]);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(UploadSpec.of(NAME)));
        await(store.discard(second.id()));
        await(second.close());
        await(begin(store, new byte[1]).close());
        await(third.close());
        await(store.close());
    }

    @Test
    void uploadsWithoutWriter_count_alsoAfterARestart(Vertx vertx) {
        FileStore store = open(vertx, TWO_AT_ONCE);
        Upload first = begin(store, new byte[1]);
        await(first.close());
        await(begin(store, new byte[1]).close());
        await(store.close());
        FileStore reopened = open(vertx, TWO_AT_ONCE);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, reopened.create(UploadSpec.of(NAME)));
        Upload resumed = await(reopened.resume(first.id()));
        await(resumed.commit());
        await(resumed.close());
        await(begin(reopened, new byte[1]).close());
        await(reopened.close());
    }

    @Test
    void partsAndUploadsByLink_count_alsoAfterARestart(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        Upload part = await(store.create(UploadSpec.of(NAME).asResumable().asPart()));
        await(part.commit());
        await(part.close());
        UploadOwner byLink = new UploadOwner("alice", Optional.of("link"));
        Upload linked = await(store.create(UploadSpec.of(NAME).withOwner(byLink)));
        await(linked.commit());
        await(linked.close());
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.uploads(spec -> true)))
                .extracting(UploadInfo::id)
                .containsExactlyInAnyOrder(part.id(), linked.id());
        await(reopened.close());
    }

    @Test
    void failedCreation_leavesRoomForAnother(Vertx vertx) {
        FileStore store = open(vertx, TWO_AT_ONCE);
        for (int i = 0; i < 3; i++) {
            assertFailsWith(
                    ErrorCode.FAILED_PRECONDITION,
                    store.create(
                            UploadSpec.of(FileName.of("missing")).withCondition(new PublishCondition.MustExist())));
        }
        await(begin(store, new byte[1]).close());
        await(begin(store, new byte[1]).close());
        await(store.close());
    }

    @Test
    void announcedSizeBeyondTheLimit_isRefused(Vertx vertx) {
        FileStore store = open(vertx, TEN_BYTES);
        assertFailsWith(ErrorCode.OUT_OF_RANGE, store.create(UploadSpec.of(NAME, 11)));
        Upload upload = begin(store, new byte[1]);
        assertFailsWith(ErrorCode.OUT_OF_RANGE, upload.setSize(11));
        await(upload.setSize(10));
        await(upload.close());
        assertThat(list(uploads())).hasSize(2);
        await(store.close());
    }

    @Test
    void bytesBeyondTheLimit_areRefused_andEarlierBytesStay(Vertx vertx) {
        FileStore store = open(vertx, TEN_BYTES);
        Upload upload = begin(store, new byte[7]);
        assertFailsWith(ErrorCode.OUT_OF_RANGE, upload.write(7, Buffer.buffer(new byte[4])));
        assertThat(upload.offset()).isEqualTo(7);
        await(upload.write(7, Buffer.buffer(new byte[3])));
        assertThat(await(upload.commit()).sha256()).contains(TestData.sha256(new byte[10]));
        await(upload.close());
        await(store.close());
    }

    @Test
    void withoutDigest_theTagIsDerivedFromTheFile(Vertx vertx) {
        FileStore store = open(vertx, UNDIGESTED);
        Upload upload = begin(store, TestData.bytes(MIB));
        FileInfo published = await(upload.commit());
        await(upload.close());
        assertThat(published.sha256()).isEmpty();
        assertThat(await(store.stat(NAME))).isEqualTo(published);
        await(store.close());
    }

    @Test
    void withoutDigest_thatOfTheClient_isChecked(Vertx vertx) {
        FileStore store = open(vertx, UNDIGESTED);
        byte[] bytes = TestData.bytes(MIB);
        Upload right = begin(store, bytes);
        assertThat(await(right.commit(Optional.of(TestData.sha256(bytes)))).sha256())
                .contains(TestData.sha256(bytes));
        await(right.close());
        Upload wrong = begin(store, bytes);
        assertFailsWith(ErrorCode.DATA_LOSS, wrong.commit(Optional.of(TestData.sha256(new byte[0]))));
        await(wrong.close());
        Upload announced = await(store.create(
                UploadSpec.of(NAME).withSha256(TestData.sha256(bytes)).asResumable()));
        await(announced.write(0, Buffer.buffer(bytes)));
        assertThat(await(announced.commit()).sha256()).contains(TestData.sha256(bytes));
        await(announced.close());
        await(store.close());
    }

    private static UploadSettings settings(int maxOpen, long maxFileSize, boolean digest) {
        return new UploadSettings(
                SETTINGS.expireAfter(),
                maxOpen,
                SETTINGS.maxOpenPerClient(),
                SETTINGS.idleAfter(),
                SETTINGS.evictWhenFull(),
                digest,
                maxFileSize,
                SETTINGS.minFreeSpace(),
                SETTINGS.disk(),
                SETTINGS.shared());
    }
}
