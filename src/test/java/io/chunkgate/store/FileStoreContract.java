package io.chunkgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store keeps to. A store's test inherits this and says how to make the store. */
@ExtendWith(CheckedVertx.class)
public abstract class FileStoreContract {
    protected static final FileName NAME = FileName.of("folder/file.bin");

    private FileStore store;

    /** A new, empty store. */
    protected abstract FileStore createStore(Vertx vertx) throws Exception;

    @BeforeEach
    void createStoreForTest(Vertx vertx) throws Exception {
        store = createStore(vertx);
    }

    @AfterEach
    void closeStore() {
        await(store.close());
    }

    protected final FileStore store() {
        return store;
    }

    protected static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    protected static void assertFailsWith(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    /** Uploads and publishes in one write. */
    protected final FileInfo publish(FileName name, byte[] bytes) {
        Upload upload = await(store.create(UploadSpec.of(name, bytes.length)));
        await(upload.write(0, Buffer.buffer(bytes)));
        FileInfo info = await(upload.commit());
        await(upload.close());
        return info;
    }

    protected final byte[] content(FileName name) {
        StoredFile file = await(store.open(name));
        byte[] bytes =
                await(FileReads.read(file, 0, (int) file.info().size() + 1)).getBytes();
        await(file.close());
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 1_000_003})
    void publishedFile_isReadBackWhole(int size) {
        byte[] bytes = TestData.bytes(size);
        FileInfo published = publish(NAME, bytes);
        assertThat(content(NAME)).isEqualTo(bytes);
        assertThat(await(store.stat(NAME))).isEqualTo(published);
        assertThat(published.size()).isEqualTo(size);
    }

    @Test
    protected void publishedFile_hasDigestAndTagOfItsContent() {
        byte[] bytes = TestData.bytes(1000);
        FileInfo info = publish(NAME, bytes);
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        assertThat(info.etag()).isEqualTo("\"" + TestData.sha256(bytes) + "\"");
    }

    @Test
    void digest_ofAPublishedFile_isTheKnownOne() {
        FileInfo published = publish(NAME, TestData.bytes(1000));
        assertThat(await(store.digest(NAME))).isEqualTo(published);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.digest(FileName.of("missing"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.digest(FileName.of("folder"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1_000_000})
    void read_returnsTheRequestedBytes_andFewerAtTheEnd(int size) {
        byte[] bytes = TestData.bytes(size);
        publish(NAME, bytes);
        StoredFile file = await(store.open(NAME));
        assertThat(await(FileReads.read(file, 10, 5)).getBytes()).isEqualTo(Arrays.copyOfRange(bytes, 10, 15));
        assertThat(await(FileReads.read(file, size - 10, 100)).length()).isEqualTo(10);
        assertThat(await(FileReads.read(file, size, 1)).length()).isZero();
        await(file.close());
        await(file.close());
    }

    @Test
    void missingFile_isNotFound() {
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(NAME)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(NAME)));
    }

    @Test
    void folder_isNotFoundAsAFile() {
        publish(NAME, TestData.bytes(1));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("folder"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(FileName.of("folder"))));
    }

    @Test
    protected void nameBelowAFile_isNotFound() {
        publish(NAME, TestData.bytes(1));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("folder/file.bin/below"))));
    }

    @Test
    void uploadOntoAFolderOrBelowAFile_isRefused() {
        publish(NAME, TestData.bytes(1));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION, () -> await(store.create(UploadSpec.of(FileName.of("folder"), 1))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(store.create(UploadSpec.of(FileName.of("folder/file.bin/below"), 1))));
    }

    @Test
    void uncommittedUpload_isNotVisible() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("abc")));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    protected void openFile_keepsItsBytesWhenItIsReplaced() {
        byte[] old = TestData.bytes(1000);
        publish(NAME, old);
        StoredFile file = await(store.open(NAME));
        publish(NAME, TestData.bytes(500));
        assertThat(await(FileReads.read(file, 0, 2000)).getBytes()).isEqualTo(old);
        await(file.verify());
        await(file.close());
        assertThat(content(NAME)).isEqualTo(TestData.bytes(500));
    }

    @Test
    void write_atAnotherOffset_isRefused_andChangesNothing() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.write(1, Buffer.buffer("x"))));
        assertThat(upload.offset()).isEqualTo(2);
        await(upload.write(2, Buffer.buffer("c")));
        await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void write_pastTheAnnouncedSize_isOutOfRange() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        assertFailsWith(ErrorCode.OUT_OF_RANGE, () -> await(upload.write(0, Buffer.buffer("abcd"))));
        await(upload.discard());
        await(upload.close());
    }

    @Test
    void commit_ofFewerBytesThanAnnounced_publishesNothing() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.commit()));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void commit_ofAnotherDigest_publishesNothing() {
        UploadSpec spec = UploadSpec.of(NAME).withSha256("0".repeat(64));
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(upload.commit()));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void commit_thatMustBeNew_neverReplaces() {
        UploadSpec spec = UploadSpec.of(NAME).withCondition(new PublishCondition.MustBeNew());
        Upload loser = await(store.create(spec));
        await(loser.write(0, Buffer.buffer("loser")));
        publish(NAME, "winner".getBytes(UTF_8));
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(loser.commit()));
        await(loser.discard());
        await(loser.close());
        assertThat(content(NAME)).asString().isEqualTo("winner");
    }

    @Test
    void commitThatRenames_takesTheNextFreeName_chosenAtTheCommit() {
        UploadSpec spec = UploadSpec.of(NAME).asResumable().withCondition(new PublishCondition.RenameOnConflict());
        Upload early = await(store.create(spec));
        await(early.write(0, Buffer.buffer("early")));
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Upload upload = await(store.create(spec));
            await(upload.write(0, Buffer.buffer("content " + i)));
            FileInfo file = await(upload.commit());
            await(upload.close());
            names.add(file.name().value());
            assertThat(content(file.name())).asString().isEqualTo("content " + i);
            assertThat(await(store.upload(upload.id())).state()).isEqualTo(new UploadState.Complete(file));
            StoredFile followed = await(store.follow(upload.id()));
            assertThat(followed.info()).isEqualTo(file);
            await(followed.close());
        }
        assertThat(names)
                .containsExactly(
                        "folder/file.bin",
                        "folder/file (2).bin",
                        "folder/file (3).bin",
                        "folder/file (4).bin",
                        "folder/file (5).bin");
        await(store.delete(FileName.of("folder/file (3).bin"), new PublishCondition.Anything()));
        assertThat(await(early.commit()).name())
                .isIn(FileName.of("folder/file (3).bin"), FileName.of("folder/file (6).bin"));
        await(early.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(NAME)));
    }

    @Test
    void commitsThatRename_atOnce_takeDifferentNames() {
        UploadSpec spec = UploadSpec.of(NAME).asResumable().withCondition(new PublishCondition.RenameOnConflict());
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            uploads.add(await(store.create(spec)));
            await(uploads.get(i).write(0, Buffer.buffer("content " + i)));
        }
        List<Future<FileInfo>> commits = uploads.stream().map(Upload::commit).toList();
        Set<FileName> names = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            FileInfo file = await(commits.get(i));
            await(uploads.get(i).close());
            names.add(file.name());
            assertThat(content(file.name())).asString().isEqualTo("content " + i);
            assertThat(await(store.upload(uploads.get(i).id())).state()).isEqualTo(new UploadState.Complete(file));
        }
        assertThat(names)
                .extracting(FileName::value)
                .containsExactlyInAnyOrder("folder/file.bin", "folder/file (2).bin", "folder/file (3).bin");
    }

    private Upload begin(String bytes) {
        Upload upload = await(store.create(UploadSpec.of(NAME).asResumable()));
        await(upload.write(0, Buffer.buffer(bytes)));
        return upload;
    }

    private UploadId part(String bytes) {
        Upload part = await(store.create(UploadSpec.of(FileName.of("parts/p"), bytes.length())
                .asResumable()
                .asPart()));
        await(part.write(0, Buffer.buffer(bytes)));
        await(part.commit());
        await(part.close());
        return part.id();
    }

    @Test
    void closedUpload_resumesAtItsOffset() {
        Upload cut = begin("ab");
        await(cut.close());
        assertThat(await(store.upload(cut.id())).offset()).isEqualTo(2);
        Upload resumed = await(store.resume(cut.id()));
        assertThat(resumed.offset()).isEqualTo(2);
        await(resumed.write(2, Buffer.buffer("c")));
        FileInfo info = await(resumed.commit());
        await(resumed.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
        assertThat(info.sha256()).contains(TestData.sha256("abc".getBytes(UTF_8)));
    }

    @Test
    void closedUpload_thatIsNotResumable_isDiscarded() {
        Upload cut = await(store.create(UploadSpec.of(NAME)));
        await(cut.write(0, Buffer.buffer("ab")));
        await(cut.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(cut.id())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.resume(cut.id())));
    }

    @Test
    void secondWriter_endsTheFirst_andKeepsItsBytes() {
        Upload first = begin("ab");
        Upload second = await(store.resume(first.id()));
        assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        assertFailsWith(ErrorCode.ABORTED, () -> await(first.write(2, Buffer.buffer("x"))));
        assertFailsWith(ErrorCode.ABORTED, () -> await(first.commit()));
        await(first.discard());
        await(first.close());
        await(second.write(2, Buffer.buffer("c")));
        await(second.commit());
        await(second.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void committedUpload_isKnownAsComplete_andNotResumed() {
        Upload upload = begin("abc");
        FileInfo published = await(upload.commit());
        await(upload.close());
        UploadInfo info = await(store.upload(upload.id()));
        assertThat(info.state()).isEqualTo(new UploadState.Complete(published));
        assertThat(info.offset()).isEqualTo(3);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.resume(upload.id())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(NAME)));
        await(store.discard(upload.id()));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(upload.id())));
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void completeUpload_isNotFound_whenItsFileWasDeletedOrReplaced() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3).asResumable()));
        await(upload.write(0, Buffer.buffer("abc")));
        await(upload.commit());
        await(upload.close());
        publish(NAME, "abc".getBytes(UTF_8)); // The same bytes: still what the client has uploaded.
        assertThat(await(store.upload(upload.id())).state()).isInstanceOf(UploadState.Complete.class);
        publish(NAME, "xyz".getBytes(UTF_8));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(upload.id())));
        publish(NAME, "abc".getBytes(UTF_8));
        await(store.delete(NAME, new PublishCondition.Anything()));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(upload.id())));
        await(store.discard(upload.id()));
    }

    @Test
    void completePart_isKnown_whateverIsAtItsName() {
        Upload part = await(store.create(UploadSpec.of(NAME, 3).asResumable().asPart()));
        await(part.write(0, Buffer.buffer("abc")));
        await(part.commit());
        await(part.close());
        publish(NAME, "xyz".getBytes(UTF_8));
        await(store.delete(NAME, new PublishCondition.Anything()));
        assertThat(await(store.upload(part.id())).state()).isInstanceOf(UploadState.Complete.class);
    }

    @Test
    void unknownUpload_isNotFound() {
        UploadId unknown = UploadId.random();
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(unknown)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.resume(unknown)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.discard(unknown)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.follow(unknown)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.follow(NAME)));
    }

    @Test
    void uploadDiscardedByAnother_isLost() {
        Upload upload = begin("ab");
        await(store.discard(upload.id()));
        assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        assertFailsWith(ErrorCode.ABORTED, () -> await(upload.write(2, Buffer.buffer("c"))));
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(upload.id())));
    }

    @Test
    void upload_isDescribedAsItWasAnnounced() {
        UploadSpec spec = UploadSpec.of(NAME, 3)
                .asResumable()
                .withCondition(new PublishCondition.MustBeNew())
                .withMetadata(Map.of("Upload-Metadata", "filename Zm9v"));
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer("ab")));
        assertThat(await(upload.sync())).isEqualTo(2);
        await(upload.close());
        UploadInfo info = await(store.upload(upload.id()));
        assertThat(info.spec()).isEqualTo(spec);
        assertThat(info.durableOffset()).isEqualTo(2);
        assertThat(info.state()).isEqualTo(new UploadState.Running());
        assertThat(await(store.upload(NAME)).id()).isEqualTo(upload.id());
        await(store.discard(upload.id()));
    }

    @Test
    void sizeAnnouncedLater_isEnforced() {
        Upload upload = begin("ab");
        assertFailsWith(ErrorCode.INVALID_ARGUMENT, () -> await(upload.setSize(1)));
        await(upload.setSize(3));
        await(upload.setSize(3));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.setSize(4)));
        assertFailsWith(ErrorCode.OUT_OF_RANGE, () -> await(upload.write(2, Buffer.buffer("cd"))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.commit()));
        await(upload.write(2, Buffer.buffer("c")));
        await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void stagedBytesThatAreRolledBack_leaveNoTrace() {
        Upload upload = begin("ab");
        await(upload.stage());
        await(upload.write(2, Buffer.buffer("wrong")));
        assertThat(await(store.upload(upload.id())).offset()).isEqualTo(2);
        assertThat(await(upload.rollback())).isEqualTo(2);
        await(upload.stage());
        await(upload.write(2, Buffer.buffer("c")));
        await(upload.commitStaged());
        FileInfo info = await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
        assertThat(info.sha256()).contains(TestData.sha256("abc".getBytes(UTF_8)));
    }

    @Test
    void interruptedStagedWrite_isDropped() {
        Upload upload = begin("ab");
        await(upload.stage());
        await(upload.write(2, Buffer.buffer("wrong")));
        await(upload.close());
        Upload resumed = await(store.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(2);
        await(resumed.discard());
        await(resumed.close());
    }

    @Test
    void commitWithAnotherDigest_discards() {
        Upload upload = begin("ab");
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(upload.commit(Optional.of("0".repeat(64)))));
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.upload(upload.id())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void replacingAVersion_needsThatVersion_atCreationAndCommit() {
        UploadSpec spec = UploadSpec.of(NAME).withCondition(new PublishCondition.MustExist());
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.create(spec)));
        String etag = publish(NAME, TestData.bytes(10)).etag();
        UploadSpec match = UploadSpec.of(NAME).withCondition(new PublishCondition.MustMatch(Set.of(etag)));
        Upload winner = await(store.create(match));
        Upload loser = await(store.create(match));
        await(winner.write(0, Buffer.buffer("winner")));
        await(winner.commit());
        await(winner.close());
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(loser.commit()));
        await(loser.close());
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.create(match)));
        assertThat(content(NAME)).asString().isEqualTo("winner");
    }

    @Test
    void parts_becomeOneFile_andAreNotPublished() {
        UploadId first = part("ab");
        UploadId second = part("c");
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("parts/p"))));
        Upload whole = await(store.concatenate(UploadSpec.of(NAME).asResumable(), List.of(first, second, first)));
        FileInfo info = await(whole.commit());
        await(whole.close());
        assertThat(content(NAME)).asString().isEqualTo("abcab");
        assertThat(info.sha256()).contains(TestData.sha256("abcab".getBytes(UTF_8)));
        assertThat(await(store.upload(first)).state()).isInstanceOf(UploadState.Complete.class);
    }

    @Test
    void uploads_areTheRunningOnes_andThoseThatCountWhenComplete() {
        UploadOwner byLink = new UploadOwner("alice", Optional.of("link"));
        UploadSpec spec = UploadSpec.of(NAME).asResumable();
        Upload running = await(store.create(spec.withOwner(new UploadOwner("alice", Optional.empty()))));
        Upload part = complete(UploadSpec.of(FileName.of("part")).asResumable().asPart());
        Upload linked = complete(UploadSpec.of(FileName.of("linked")).withOwner(byLink));
        complete(UploadSpec.of(FileName.of("other")).asResumable());
        Upload discarded = await(store.create(spec.withOwner(byLink)));
        await(discarded.discard());
        await(discarded.close());

        assertThat(ids(any -> true)).containsExactlyInAnyOrder(running.id(), part.id(), linked.id());
        assertThat(ids(found -> found.owner().equals(byLink))).containsExactly(linked.id());
        await(store.discard(part.id()));
        assertThat(ids(any -> true)).containsExactlyInAnyOrder(running.id(), linked.id());
        await(running.close());
    }

    private Upload complete(UploadSpec spec) {
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer("abc")));
        await(upload.commit());
        await(upload.close());
        return upload;
    }

    private List<UploadId> ids(Predicate<UploadSpec> which) {
        return await(store.uploads(which)).stream().map(UploadInfo::id).toList();
    }

    @Test
    void concatenationOfAnIncompletePart_isRefused() {
        Upload running = begin("ab");
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(store.concatenate(UploadSpec.of(NAME), List.of(running.id()))));
        assertFailsWith(
                ErrorCode.NOT_FOUND, () -> await(store.concatenate(UploadSpec.of(NAME), List.of(UploadId.random()))));
        await(running.discard());
        await(running.close());
    }

    @Test
    void follower_readsWrittenBytes_andEndsWithTheCommit() {
        publish(NAME, TestData.bytes(10));
        Upload upload = begin("ab");
        StoredFile follower = await(store.follow(NAME));
        assertThat(follower.progress()).isPresent();
        assertThat(await(FileReads.read(follower, 0, 100))).asString().isEqualTo("ab");
        Future<Buffer> next = FileReads.read(follower, 2, 100);
        Future<Void> verified = follower.verify();
        await(upload.write(2, Buffer.buffer("c")));
        assertThat(await(next)).asString().isEqualTo("c");
        Future<Buffer> end = FileReads.read(follower, 3, 100);
        assertThat(verified.isComplete()).isFalse();
        FileInfo info = await(upload.commit());
        await(upload.close());
        assertThat(await(end).length()).isZero();
        await(verified);
        assertThat(await(follower.progress().orElseThrow().published())).isEqualTo(info);
        await(follower.close());
    }

    @Test
    void followerOfADiscardedUpload_fails() {
        Upload upload = begin("ab");
        StoredFile follower = await(store.follow(upload.id()));
        Future<Buffer> next = FileReads.read(follower, 2, 100);
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.ABORTED, () -> await(next));
        assertFailsWith(ErrorCode.ABORTED, () -> await(follower.verify()));
        assertFailsWith(ErrorCode.ABORTED, () -> await(FileReads.read(follower, 0, 1)));
        await(follower.close());
    }

    @Test
    void followerOfAnInterruptedUpload_continuesWhenItIsResumed() {
        Upload cut = begin("ab");
        StoredFile follower = await(store.follow(NAME));
        Future<Buffer> next = FileReads.read(follower, 2, 100);
        await(cut.close());
        Upload resumed = await(store.resume(cut.id()));
        await(resumed.write(2, Buffer.buffer("c")));
        assertThat(await(next)).asString().isEqualTo("c");
        await(resumed.discard());
        await(resumed.close());
        await(follower.close());
    }

    @Test
    void followersOfAName_endWhenAnotherUploadPublishesIt() {
        if (!knowsWhenUploadsWereWritten()) {
            return;
        }
        Upload idle = begin("ab");
        StoredFile follower = await(store.follow(NAME));
        StoredFile ofUpload = await(store.follow(idle.id()));
        Future<Buffer> next = FileReads.read(follower, 2, 100);
        Future<Void> verified = follower.verify();
        publishLater(new byte[] {'x', 'y'});
        assertFailsWith(ErrorCode.ABORTED, () -> await(next));
        assertFailsWith(ErrorCode.ABORTED, () -> await(verified));
        await(follower.close());
        StoredFile again = await(store.follow(NAME));
        assertThat(again.progress()).isEmpty();
        assertThat(await(FileReads.read(again, 0, 2))).asString().isEqualTo("xy");
        await(again.close());

        await(idle.write(2, Buffer.buffer("c"))); // It is newer than the file now.
        assertThat(await(FileReads.read(ofUpload, 2, 100))).asString().isEqualTo("c");
        StoredFile newest = await(store.follow(NAME));
        assertThat(newest.progress()).isPresent();
        await(newest.close());
        await(ofUpload.close());
        await(idle.discard());
        await(idle.close());
    }

    @Test
    void followerOfAName_withoutBytes_goesOverToTheFileThatAnotherUploadPublishes() {
        if (!knowsWhenUploadsWereWritten()) {
            return;
        }
        Upload idle = await(store.create(UploadSpec.of(NAME)));
        StoredFile follower = await(store.follow(NAME));
        Future<Buffer> first = FileReads.read(follower, 0, 2);
        publishLater(new byte[] {'x', 'y'});
        assertThat(await(first)).asString().isEqualTo("xy");
        assertThat(await(FileReads.read(follower, 2, 100)).length()).isZero();
        await(follower.verify());
        assertThat(await(follower.progress().orElseThrow().published())).isEqualTo(await(store.stat(NAME)));
        await(follower.close());
        await(idle.discard());
        await(idle.close());
    }

    @Test
    void followerOfAName_endsWhenTheFileThatIsPublishedHasAnotherSizeThanWasAnnounced() {
        if (!knowsWhenUploadsWereWritten()) {
            return;
        }
        Upload idle = await(store.create(UploadSpec.of(NAME, 3)));
        StoredFile follower = await(store.follow(NAME));
        Future<Buffer> first = FileReads.read(follower, 0, 3);
        publishLater(new byte[] {'x', 'y'});
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(first));
        await(follower.close());
        await(idle.discard());
        await(idle.close());
    }

    /** Times of files are those of the last tick of the system's clock. */
    private void publishLater(byte[] bytes) {
        Instant before = Instant.now();
        do {
            publish(NAME, bytes);
        } while (!await(store.stat(NAME)).modified().isAfter(before));
    }

    @Test
    void closedFollower_doesNotWait() {
        Upload upload = begin("ab");
        StoredFile follower = await(store.follow(upload.id()));
        Future<Buffer> next = FileReads.read(follower, 2, 100);
        await(follower.close());
        assertFailsWith(ErrorCode.ABORTED, () -> await(next));
        await(upload.discard());
        await(upload.close());
    }

    @Test
    void followingWithoutAnUpload_readsThePublishedFile() {
        byte[] bytes = TestData.bytes(1000);
        publish(NAME, bytes);
        StoredFile file = await(store.follow(NAME));
        assertThat(file.progress()).isEmpty();
        assertThat(await(FileReads.read(file, 0, 1000)).getBytes()).isEqualTo(bytes);
        await(file.close());
    }

    /** Whether the store compares an upload with the published file of its name. */
    protected boolean knowsWhenUploadsWereWritten() {
        return true;
    }

    private List<String> names(FolderPage page) {
        return page.entries().stream().map(FolderEntry::name).toList();
    }

    private FileInfo publish(String name, int size) {
        return publish(FileName.of(name), TestData.bytes(size));
    }

    @Test
    void list_hasOnlyFilesAndFoldersOfTheFolder() {
        FileInfo file = publish("a/file", 5);
        publish("a/folder/deep/file", 1);
        publish("a2/file", 1);
        publish("top", 1);
        FolderPage page = await(store.list(new FolderName("a"), ListQuery.first(10)));
        assertThat(names(page)).containsExactly("file", "folder");
        FileInfo withoutDigest = new FileInfo(file.name(), file.size(), file.modified(), file.etag(), Optional.empty());
        assertThat(page.entries().get(0)).isIn(new FolderEntry.File(file), new FolderEntry.File(withoutDigest));
        assertThat(page.entries().get(1))
                .isInstanceOfSatisfying(FolderEntry.Folder.class, folder -> assertThat(folder.folder())
                        .isEqualTo(new FolderName("a/folder")));
        assertThat(page.next()).isEmpty();
        assertThat(names(await(store.list(FolderName.ROOT, ListQuery.first(10)))))
                .containsExactly("a", "a2", "top");
    }

    @Test
    void list_ofTheEmptyRoot_isEmpty() {
        FolderPage page = await(store.list(FolderName.ROOT, ListQuery.first(10)));
        assertThat(page).isEqualTo(new FolderPage(List.of(), Optional.empty()));
    }

    @Test
    void list_ofAFile_isNotFound() {
        publish(NAME, TestData.bytes(1));
        for (String name : new String[] {"missing", "folder/file.bin", "folder/file.bin/below"}) {
            for (int limit : new int[] {0, 10}) {
                assertFailsWith(
                        ErrorCode.NOT_FOUND, () -> await(store.list(new FolderName(name), ListQuery.first(limit))));
            }
        }
    }

    @Test
    void list_withLimit0_returnsNoEntries() {
        publish(NAME, TestData.bytes(1));
        FolderPage page = await(store.list(new FolderName("folder"), ListQuery.existence()));
        assertThat(page).isEqualTo(new FolderPage(List.of(), Optional.empty()));
    }

    @Test
    void list_omitsHiddenFiles_whichCanBeOpened() {
        publish(".hidden", 1);
        publish(".folder/file", 1);
        publish("shown", 1);
        assertThat(names(await(store.list(FolderName.ROOT, ListQuery.first(10)))))
                .containsExactly("shown");
        assertThat(content(FileName.of(".hidden"))).hasSize(1);
        assertThat(names(await(store.list(new FolderName(".folder"), ListQuery.first(10)))))
                .containsExactly("file");
    }

    @ParameterizedTest
    @CsvSource({
        "NAME, false, 'a b c d folder'",
        "NAME, true,  'folder d c b a'",
        "SIZE, false, 'folder b d a c'",
        "SIZE, true,  'c a d b folder'"
    })
    void list_isSorted_onPagesOfAnySize(ListOrder order, boolean descending, String expected) {
        publish("c", 30);
        publish("a", 20);
        publish("d", 10);
        publish("b", 10);
        publish("folder/file", 1);
        for (int limit = 1; limit <= 6; limit++) {
            assertThat(allPages(new ListQuery(Optional.empty(), limit, order, descending)))
                    .isEqualTo(List.of(expected.split(" ")));
        }
    }

    @Test
    void list_byTime_hasTheOldestFirst() {
        publish("b", 1);
        publish("a", 2);
        List<String> byTime = allPages(new ListQuery(Optional.empty(), 1, ListOrder.MODIFIED, false));
        boolean apart = await(store.stat(FileName.of("b")))
                .modified()
                .isBefore(await(store.stat(FileName.of("a"))).modified());
        assertThat(byTime).isEqualTo(apart ? List.of("b", "a") : List.of("a", "b"));
    }

    @Test
    void list_continuesAfterADeletedEntry() {
        publish("a", 1);
        publish("c", 1);
        ListQuery behindB = ListQuery.first(10).from(new ListPosition(0, "b"));
        assertThat(names(await(store.list(FolderName.ROOT, behindB)))).containsExactly("c");
    }

    private List<String> allPages(ListQuery query) {
        List<String> names = new ArrayList<>();
        Optional<ListQuery> next = Optional.of(query);
        while (next.isPresent()) {
            ListQuery current = next.get();
            FolderPage page = await(store.list(FolderName.ROOT, current));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(query.limit());
            names.addAll(names(page));
            next = page.next().map(current::from);
        }
        return names;
    }

    private static final FileName TARGET = FileName.of("target/copy.bin");

    private static CopySpec copy(String from, String to) {
        return new CopySpec(FileName.of(from), FileName.of(to));
    }

    /** Copies or moves. */
    private Future<FileInfo> transfer(boolean moved, CopySpec spec) {
        return moved ? store.move(spec) : store.copy(spec);
    }

    private Future<Void> transferFolder(boolean moved, String from, String to) {
        FolderName source = new FolderName(from);
        FolderName target = new FolderName(to);
        return moved ? store.moveFolder(source, target) : store.copyFolder(source, target);
    }

    private void createFolder(String name) {
        await(store.createFolder(new FolderName(name)));
    }

    private List<String> list(String folder) {
        return names(await(store.list(new FolderName(folder), ListQuery.first(100))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 3_000_000})
    void copiedFile_hasBytesAndDigestOfItsSource_whichStays(int size) {
        byte[] bytes = TestData.bytes(size);
        FileInfo source = publish(NAME, bytes);
        FileInfo copied = await(store.copy(new CopySpec(NAME, TARGET)));
        assertThat(copied.name()).isEqualTo(TARGET);
        assertThat(copied.size()).isEqualTo(size);
        assertThat(copied.sha256()).isEqualTo(source.sha256());
        assertThat(await(store.stat(TARGET))).isEqualTo(copied);
        assertThat(content(TARGET)).isEqualTo(bytes);
        assertThat(await(store.stat(NAME))).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 3_000_000})
    void movedFile_hasBytesAndDigest_andItsNameIsFree(int size) {
        byte[] bytes = TestData.bytes(size);
        FileInfo source = publish(NAME, bytes);
        FileInfo moved = await(store.move(new CopySpec(NAME, TARGET)));
        assertThat(moved.name()).isEqualTo(TARGET);
        assertThat(moved.sha256()).isEqualTo(source.sha256());
        assertThat(await(store.stat(TARGET))).isEqualTo(moved);
        assertThat(content(TARGET)).isEqualTo(bytes);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        await(store.move(new CopySpec(TARGET, NAME)));
        assertThat(content(NAME)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copyOrMove_replacesTheTarget(boolean moved) {
        publish(TARGET, TestData.bytes(10));
        publish(NAME, TestData.bytes(20));
        await(transfer(moved, new CopySpec(NAME, TARGET)));
        assertThat(content(TARGET)).isEqualTo(TestData.bytes(20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copyOrMove_needsItsConditions(boolean moved) {
        PublishCondition anything = new PublishCondition.Anything();
        PublishCondition mustBeNew = new PublishCondition.MustBeNew();
        PublishCondition other = new PublishCondition.MustMatch(Set.of("\"other\""));
        FileInfo source = publish(NAME, TestData.bytes(20));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, new CopySpec(NAME, TARGET, other, anything))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, new CopySpec(NAME, TARGET, anything, new PublishCondition.MustExist()))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(TARGET)));
        FileInfo target = publish(TARGET, TestData.bytes(10));
        assertFailsWith(
                ErrorCode.ALREADY_EXISTS,
                () -> await(transfer(moved, new CopySpec(NAME, TARGET, anything, mustBeNew))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, new CopySpec(NAME, TARGET, anything, other))));
        assertThat(await(store.stat(NAME))).isEqualTo(source);
        assertThat(await(store.stat(TARGET))).isEqualTo(target);

        PublishCondition thisSource = new PublishCondition.MustMatch(Set.of(source.etag()));
        PublishCondition thisTarget = new PublishCondition.MustMatch(Set.of(target.etag()));
        await(transfer(moved, new CopySpec(NAME, TARGET, thisSource, thisTarget)));
        assertThat(content(TARGET)).isEqualTo(TestData.bytes(20));
        await(transfer(moved, new CopySpec(TARGET, FileName.of("new"), anything, mustBeNew)));
        assertThat(content(FileName.of("new"))).isEqualTo(TestData.bytes(20));
        assertThat(list("")).contains("new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copyOrMove_ofOrOntoWhatIsNoFile_isRefused(boolean moved) {
        FileInfo source = publish(NAME, TestData.bytes(1));
        publish("target/copy.bin", 1);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(transfer(moved, copy("missing", "new"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(transfer(moved, copy("missing/file", "new"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(transfer(moved, copy("folder", "new"))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, copy("folder/file.bin", "folder/file.bin"))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(transfer(moved, copy("folder/file.bin", "target"))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(transfer(moved, copy("folder/file.bin", "folder"))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, copy("folder/file.bin", "target/copy.bin/below"))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(transfer(moved, copy("folder/file.bin", "folder/file.bin/below"))));
        assertThat(await(store.stat(NAME))).isEqualTo(source);
        assertThat(list("")).containsExactly("folder", "target");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upload_continuesWhenItsNameIsCopiedOrMovedTo(boolean moved) {
        Upload upload = begin("ab");
        publish(TARGET, "other".getBytes(UTF_8));
        await(transfer(moved, new CopySpec(TARGET, NAME)));
        assertThat(content(NAME)).asString().isEqualTo("other");
        await(upload.write(2, Buffer.buffer("c")));
        await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void createdFolder_isListed_andStaysWhenItsFilesAreDeleted() {
        createFolder("a");
        createFolder("a/b");
        assertThat(list("")).containsExactly("a");
        assertThat(list("a")).containsExactly("b");
        assertThat(list("a/b")).isEmpty();
        publish("a/b/file", 1);
        assertThat(list("a/b")).containsExactly("file");
        await(store.delete(FileName.of("a/b/file"), new PublishCondition.Anything()));
        assertThat(list("a/b")).isEmpty();
        assertThat(list("a")).containsExactly("b");
    }

    @Test
    void createdFolder_isNoFile() {
        createFolder("a");
        FileName name = FileName.of("a");
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(name)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(name)));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.create(UploadSpec.of(name, 1))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION, () -> await(store.delete(name, new PublishCondition.Anything())));
        assertThat(list("a")).isEmpty();
    }

    @Test
    void createFolder_ofANameThatExists_orInNoFolder_isRefused() {
        publish(NAME, TestData.bytes(1));
        createFolder("empty");
        for (String taken : new String[] {"", "empty", "folder", "folder/file.bin"}) {
            assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> createFolder(taken));
        }
        for (String homeless : new String[] {"missing/a", "folder/missing/a", "folder/file.bin/a"}) {
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> createFolder(homeless));
        }
        assertThat(list("")).containsExactly("empty", "folder");
        assertThat(content(NAME)).hasSize(1);
    }

    @Test
    void deleteFolder_deletesAnEmptyFolderOnly() {
        publish(NAME, TestData.bytes(1));
        publish("hidden/.file", 1);
        createFolder("empty");
        createFolder("folder/inner");
        for (String full : new String[] {"folder", "hidden", ""}) {
            assertFailsWith(
                    ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(new FolderName(full), false)));
        }
        for (String other : new String[] {"missing", "missing/a", "folder/file.bin", "folder/file.bin/a"}) {
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.deleteFolder(new FolderName(other), false)));
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.deleteFolder(new FolderName(other), true)));
        }
        await(store.deleteFolder(new FolderName("folder/inner"), false));
        assertThat(list("folder")).containsExactly("file.bin");
        await(store.deleteFolder(new FolderName("empty"), false));
        assertThat(list("")).containsExactly("folder", "hidden");
        assertFailsWith(ErrorCode.NOT_FOUND, () -> list("empty"));
        assertThat(content(FileName.of("hidden/.file"))).hasSize(1);
    }

    @Test
    void deleteFolder_withEverything_leavesOnlyWhatIsBeside() {
        publish("a/file", 1);
        publish("a/.hidden", 1);
        publish("a/.folder/file", 1);
        publish("a/deep/deeper/file", 1);
        createFolder("a/empty");
        publish("a.b", 1);
        publish("ab/file", 1);
        await(store.deleteFolder(new FolderName("a"), true));
        assertThat(list("")).containsExactly("a.b", "ab");
        assertFailsWith(ErrorCode.NOT_FOUND, () -> list("a"));
        for (String gone : new String[] {"a/file", "a/.hidden", "a/.folder/file", "a/deep/deeper/file"}) {
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of(gone))));
        }
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(FolderName.ROOT, true)));
        assertThat(list("")).containsExactly("a.b", "ab");
        publish("a", 1);
        assertThat(content(FileName.of("a"))).hasSize(1);
    }

    @Test
    void upload_createsItsDeletedFolderAgain() {
        Upload upload = begin("abc");
        publish("folder/other", 1);
        await(store.deleteFolder(new FolderName("folder"), true));
        await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
        assertThat(list("folder")).containsExactly("file.bin");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiedOrMovedFolder_hasEverythingOfItsSource(boolean moved) {
        FileInfo file = publish("a/file", 3);
        publish("a/.hidden", 4);
        publish("a/deep/deeper/file", 5);
        createFolder("a/empty");
        publish("ab/file", 6);
        createFolder("target");
        await(transferFolder(moved, "a", "target/new"));
        assertThat(list("target/new")).containsExactly("deep", "empty", "file");
        assertThat(list("target/new/empty")).isEmpty();
        assertThat(content(FileName.of("target/new/file"))).isEqualTo(TestData.bytes(3));
        assertThat(content(FileName.of("target/new/.hidden"))).isEqualTo(TestData.bytes(4));
        assertThat(content(FileName.of("target/new/deep/deeper/file"))).isEqualTo(TestData.bytes(5));
        assertThat(await(store.stat(FileName.of("target/new/file"))).sha256()).isEqualTo(file.sha256());
        if (moved) {
            assertThat(list("")).containsExactly("ab", "target");
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("a/.hidden"))));
        } else {
            assertThat(list("a")).containsExactly("deep", "empty", "file");
            assertThat(content(FileName.of("a/.hidden"))).isEqualTo(TestData.bytes(4));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copyOrMoveOfAFolder_toANameThatExists_orInNoFolder_isRefused(boolean moved) {
        publish("a/file", 3);
        publish("b/file", 4);
        createFolder("empty");
        for (String taken : new String[] {"b", "b/file", "empty"}) {
            assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(transferFolder(moved, "a", taken)));
        }
        for (String target : new String[] {"missing/a", "b/file/a", "a/file", "a/new", "a", ""}) {
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(transferFolder(moved, "a", target)));
        }
        publish("a/inner/file", 5);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(transferFolder(moved, "a/inner", "a")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(transferFolder(moved, "", "new")));
        for (String source : new String[] {"missing", "missing/a", "a/file"}) {
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(transferFolder(moved, source, "new")));
        }
        assertThat(list("")).containsExactly("a", "b", "empty");
        assertThat(list("a")).containsExactly("file", "inner");
        assertThat(list("b")).containsExactly("file");
    }
}
