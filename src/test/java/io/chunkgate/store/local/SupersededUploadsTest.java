package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stays of uploads whose clients know the name only. */
class SupersededUploadsTest extends UploadsTestBase {
    private static final UploadSpec ALICE = spec("alice");

    private FileStore store;

    @BeforeEach
    void open(Vertx vertx) {
        store = open(vertx, SETTINGS);
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    @Test
    void nextUpload_endsTheOneBefore_alsoAfterARestart(Vertx vertx) {
        Upload first = cut(ALICE);
        Upload second = cut(ALICE);
        assertGone(first);
        assertStays(second);
        await(store.close());
        store = open(vertx, SETTINGS);
        Upload third = cut(ALICE);
        assertGone(second);
        assertStays(third);
        assertThat(list(uploads())).hasSize(2);
    }

    @Test
    void ofSeveralThatAreCut_theLastOneStays() {
        Upload first = begin(ALICE);
        Upload second = begin(ALICE);
        await(second.close());
        assertStays(first);
        await(first.close());
        assertGone(second);
        assertStays(first);
        assertThat(await(store.upload(NAME)).id()).isEqualTo(first.id());
    }

    @Test
    void uploadsThatBeginAtOnce_doNotEndEachOther() {
        for (int round = 0; round < 20; round++) {
            List<Future<Upload>> begun =
                    Stream.generate(() -> store.create(ALICE)).limit(20).toList();
            await(Future.all(begun));
            begun.forEach(upload -> await(upload.result().write(0, Buffer.buffer("a"))));
            begun.forEach(upload -> await(upload.result().close()));
            assertThat(list(uploads())).as("the files of the one that stays").hasSize(2);
        }
    }

    @Test
    void publication_endsAllThatHaveNoWriter_andLaterTheOthers() {
        Upload alices = cut(ALICE);
        Upload bobs = cut(spec("bob"));
        Upload writing = begin(spec("carol"));
        publish(UploadSpec.of(NAME));
        assertGone(alices);
        assertGone(bobs);
        await(writing.write(1, Buffer.buffer("b")));
        await(writing.close());
        assertGone(writing);
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void writerThatContinuesAfterAPublication_publishes() {
        Upload writing = begin(ALICE);
        publish(UploadSpec.of(NAME));
        await(writing.write(1, Buffer.buffer("b")));
        assertThat(await(writing.commit()).size()).isEqualTo(2);
        await(writing.close());
    }

    @Test
    void otherNames_otherClients_andUploadsWithKnownIds_stay() {
        Upload otherName = cut(ALICE.withName(FileName.of("other")));
        Upload otherClient = cut(spec("bob"));
        Upload byId = cut(ALICE.asResumable());
        cut(ALICE);
        assertStays(otherName);
        assertStays(otherClient);
        assertStays(byId);
        publish(UploadSpec.of(NAME));
        assertStays(otherName);
        assertStays(byId);
    }

    @Test
    void uploadThatIsFollowed_staysUntilTheNameIsPublished() {
        Upload first = cut(ALICE);
        StoredFile follower = await(store.follow(first.id()));
        await(cut(ALICE).close());
        assertStays(first);
        publish(UploadSpec.of(NAME));
        assertFailsWith(ErrorCode.ABORTED, follower.verify());
        await(follower.close());
        eventually(() -> "uploads: " + list(uploads()), () -> !list(uploads())
                .contains(first.id().value()));
    }

    @Test
    void uploadWithoutBytes_doesNotStay() {
        Upload empty = await(store.create(ALICE));
        await(empty.close());
        assertGone(empty);
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void publicationUnderAnotherName_endsNone() {
        Upload upload = cut(ALICE);
        publish(UploadSpec.of(FileName.of("other")));
        assertStays(upload);
    }

    private void publish(UploadSpec spec) {
        Upload upload = begin(spec);
        await(upload.commit());
        await(upload.close());
    }

    private Upload cut(UploadSpec spec) {
        Upload upload = begin(spec);
        await(upload.close());
        return upload;
    }

    private Upload begin(UploadSpec spec) {
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer("a")));
        return upload;
    }

    private void assertStays(Upload upload) {
        assertThat(await(store.upload(upload.id())).offset()).isEqualTo(1);
    }

    private void assertGone(Upload upload) {
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(upload.id()));
    }

    private static UploadSpec spec(String client) {
        return UploadSpec.of(NAME).resumedByName().withOwner(new UploadOwner(client, Optional.empty()));
    }
}
