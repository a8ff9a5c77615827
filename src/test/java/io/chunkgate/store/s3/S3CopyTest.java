package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.FaultyS3;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server copies; the gateway publishes the copies, and deletes what it moved. */
class S3CopyTest extends S3TestBase {
    private static final FileName TARGET = FileName.of("other/copy.bin");
    private static final byte[] SMALL = TestData.bytes(300_000);
    private static final byte[] LARGE = TestData.bytes(20 * 1024 * 1024);
    private static final PublishCondition ANYTHING = new PublishCondition.Anything();
    private static final PublishCondition NEW = new PublishCondition.MustBeNew();
    private static final PublishCondition EXISTS = new PublishCondition.MustExist();

    private FaultyS3 server;

    @BeforeEach
    void startProxy() {
        server = new FaultyS3(S3Server.shared().port());
    }

    @AfterEach
    void closeProxy() {
        server.close();
    }

    /** A gateway whose requests are seen, and may fail. */
    private S3FileStore openProxied() {
        return openStore(S3Server.through(bucket(), server.port()), SETTINGS);
    }

    private static PublishCondition match(String etag) {
        return new PublishCondition.MustMatch(Set.of(etag));
    }

    private static CopySpec spec(PublishCondition source, PublishCondition target) {
        return new CopySpec(NAME, TARGET, source, target);
    }

    private static Predicate<String> line(String method, FileName name) {
        return line -> line.startsWith(method + " ") && line.endsWith("/" + name);
    }

    /** Runs an action when the n-th such request arrives at the server, before it is executed. */
    private void before(int n, Predicate<String> which, Runnable action) {
        AtomicInteger count = new AtomicInteger();
        server.reply(
                0,
                line -> {
                    if (which.test(line) && count.incrementAndGet() == n) {
                        action.run();
                    }
                    return false;
                },
                503,
                "ServiceUnavailable");
    }

    /** Those of uploads have epochs too. */
    private void assertNothingIsLeft() {
        assertThat(multipartUploads()).isEmpty();
        List<String> keys = keys();
        assertThat(keys)
                .allMatch(key ->
                        !key.endsWith("/multipart") || keys.contains(key.replace("multipart", "epoch-00000001")));
    }

    @Test
    void copy_ofOneRequest_hasTheDigest_andTheBytesDoNotPassTheGateway() {
        FileInfo source = publish(openStore(), NAME, SMALL);
        S3FileStore store = openProxied();
        FileInfo copy = await(store.copy(new CopySpec(NAME, TARGET)));
        assertThat(copy.name()).isEqualTo(TARGET);
        assertThat(copy.sha256()).contains(TestData.sha256(SMALL));
        assertThat(copy.etag()).isEqualTo(source.etag());
        assertThat(server.requests()).noneMatch(line("GET", NAME).or(line("GET", TARGET)));
        assertThat(await(store.stats()).requests()).containsEntry("CopyObject", 1L);
        assertThat(await(store.stat(TARGET))).isEqualTo(copy);
        assertThat(await(store.stat(NAME))).isEqualTo(source);
        assertThat(content(store, TARGET)).isEqualTo(SMALL);
    }

    @Test
    void copy_ofALargeFile_isMadeOfParts_andTheBytesDoNotPassTheGateway() {
        publish(openStore(), NAME, LARGE);
        S3FileStore store = openProxied();
        FileInfo copy = await(store.copy(new CopySpec(NAME, TARGET)));
        assertThat(copy.sha256()).contains(TestData.sha256(LARGE));
        assertThat(server.requests()).noneMatch(line("GET", NAME).or(line("GET", TARGET)));
        assertThat(await(store.stats()).requests())
                .containsEntry("UploadPartCopy", 2L)
                .doesNotContainKeys("UploadPart", "CopyObject");
        assertThat(await(store.stat(TARGET))).isEqualTo(copy);
        assertThat(content(store, TARGET)).isEqualTo(LARGE);
        assertNothingIsLeft();
    }

    @Test
    void copy_ofAForeignObject_hasADigestOnlyIfItIsKnown() {
        put(NAME.value(), SMALL);
        S3FileStore store = openStore();
        assertThat(await(store.copy(new CopySpec(NAME, TARGET))).sha256()).isEmpty();
        await(store.digest(NAME));
        assertThat(await(store.copy(spec(ANYTHING, EXISTS))).sha256()).contains(TestData.sha256(SMALL));
        assertThat(await(store.stat(TARGET)).sha256()).contains(TestData.sha256(SMALL));
    }

    @Test
    void copy_ofAnEmptyFile_isEmpty() {
        S3FileStore store = openStore();
        publish(store, NAME, new byte[0]);
        FileName other = FileName.of("another");
        assertThat(await(store.copy(spec(ANYTHING, NEW))).size()).isZero();
        assertThat(await(store.copy(new CopySpec(NAME, other))).size()).isZero();
        assertThat(await(store.stat(TARGET)).sha256())
                .isEqualTo(await(store.stat(other)).sha256())
                .contains(TestData.sha256(new byte[0]));
    }

    @Test
    void copy_whoseConditionsAreNotMet_fails_andChangesNothing() {
        S3FileStore store = openStore();
        FileInfo source = publish(store, NAME, SMALL);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.copy(new CopySpec(TARGET, NAME))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.copy(new CopySpec(FileName.of("folder"), TARGET))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(new CopySpec(NAME, NAME))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(spec(match("\"1\""), ANYTHING))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(spec(ANYTHING, EXISTS))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(new CopySpec(NAME, FileName.of("folder")))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(store.copy(new CopySpec(NAME, FileName.of(NAME + "/below")))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(TARGET)));

        FileInfo copy = await(store.copy(spec(match(source.etag()), NEW)));
        assertThat(copy.sha256()).isEqualTo(source.sha256());
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(store.copy(spec(ANYTHING, NEW))));
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(store.move(spec(ANYTHING, NEW))));
        publish(store, NAME, LARGE);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.move(spec(match(source.etag()), ANYTHING))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(spec(ANYTHING, match("\"1\"")))));
        assertThat(content(store, TARGET)).isEqualTo(SMALL);
        assertThat(await(store.copy(spec(ANYTHING, match(copy.etag())))).size()).isEqualTo(LARGE.length);
        assertThat(content(store, TARGET)).isEqualTo(LARGE);
        assertNothingIsLeft();
    }

    /** The condition was met when the copy began. */
    @Test
    void copy_whoseTargetIsPublishedMeanwhile_doesNotReplaceIt() {
        S3FileStore store = openProxied();
        S3FileStore other = openStore();
        publish(other, NAME, SMALL);
        before(1, line -> line.contains("partNumber="), () -> put(TARGET.value(), new byte[] {1}));
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(store.copy(spec(ANYTHING, NEW))));
        assertThat(content(other, TARGET)).containsExactly(1);
        assertThat(multipartUploads()).isEmpty();
    }

    @Test
    void copy_whoseSourceIsReplacedMeanwhile_isAborted() {
        S3FileStore store = openProxied();
        S3FileStore other = openStore();
        publish(other, NAME, SMALL);
        before(1, line("PUT", TARGET), () -> put(NAME.value(), LARGE));
        assertFailsWith(ErrorCode.ABORTED, () -> await(store.copy(new CopySpec(NAME, TARGET))));
        before(1, line -> line.contains("partNumber=2"), () -> put(NAME.value(), SMALL));
        assertFailsWith(ErrorCode.ABORTED, () -> await(store.copy(new CopySpec(NAME, TARGET))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(TARGET)));
        assertThat(multipartUploads()).isEmpty();
    }

    /** As on a server that ignores the condition on the source of a part. */
    @Test
    void copy_whoseSourceIsReplacedAfterTheLastPart_isAborted() {
        S3FileStore store = openProxied();
        publish(openStore(), NAME, LARGE);
        before(2, line("HEAD", NAME), () -> put(NAME.value(), SMALL));
        assertFailsWith(ErrorCode.ABORTED, () -> await(store.copy(new CopySpec(NAME, TARGET))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(TARGET)));
        assertThat(multipartUploads()).isEmpty();
    }

    @Test
    void move_hasTheDigest_andTheSourceIsGone() {
        S3FileStore store = openProxied();
        for (byte[] bytes : List.of(SMALL, LARGE)) {
            FileInfo source = publish(store, NAME, bytes);
            int before = server.requests().size();
            FileInfo moved = await(store.move(new CopySpec(NAME, TARGET)));
            assertThat(server.requests().subList(before, server.requests().size()))
                    .noneMatch(line("GET", NAME).or(line("GET", TARGET)));
            assertThat(moved.sha256()).isEqualTo(source.sha256()).isPresent();
            assertThat(await(store.stat(TARGET))).isEqualTo(moved);
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.move(new CopySpec(NAME, TARGET))));
            assertThat(content(store, TARGET)).isEqualTo(bytes);
        }
    }

    @Test
    void move_whoseSourceIsReplacedAfterTheCopy_deletesNothing() {
        S3FileStore store = openProxied();
        publish(openStore(), NAME, SMALL);
        before(2, line("HEAD", NAME), () -> put(NAME.value(), new byte[] {1}));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.move(new CopySpec(NAME, TARGET))));
        assertThat(content(store, NAME)).containsExactly(1);
        assertThat(content(store, TARGET)).isEqualTo(SMALL);
    }

    @Test
    void concurrentMoves_ofOneSource_oneSucceeds() {
        List<FileStore> stores = List.of(openStore(), openStore());
        publish(openStore(), NAME, SMALL);
        List<Future<FileInfo>> moves = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            PublishCondition target = i < 4 ? ANYTHING : NEW;
            moves.add(stores.get(i % 2).move(new CopySpec(NAME, FileName.of("moved/" + i), ANYTHING, target)));
        }
        Future.join(moves).transform(done -> Future.succeededFuture()).await();
        List<Integer> won = IntStream.range(0, 8)
                .filter(i -> moves.get(i).succeeded())
                .boxed()
                .toList();
        assertThat(won).as("%s", moves).hasSize(1);
        moves.stream().filter(Future::failed).forEach(move -> assertThat(((StoreException) move.cause()).code())
                .isEqualTo(ErrorCode.NOT_FOUND));
        S3FileStore store = openStore();
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        assertThat(content(store, FileName.of("moved/" + won.get(0)))).isEqualTo(SMALL);
    }

    @Test
    void concurrentMoves_toOneTarget_doNotLoseTheFile() {
        List<S3FileStore> stores = List.of(openStore(), openStore());
        publish(stores.get(0), NAME, SMALL);
        List<Future<FileInfo>> moves = IntStream.range(0, 6)
                .mapToObj(i -> stores.get(i % 2).move(spec(ANYTHING, ANYTHING)))
                .toList();
        Future.join(moves).transform(done -> Future.succeededFuture()).await();
        assertThat(moves.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(content(stores.get(1), TARGET)).isEqualTo(SMALL);
    }

    /** The gateway stops between the claim and the deletion of the source. */
    @Test
    void interruptedMove_leavesBoth_untilTheNextChangeOfTheSource() {
        publish(openStore(), NAME, SMALL);
        S3FileStore store = openProxied();
        server.reply(Integer.MAX_VALUE, line("DELETE", NAME), 503, "ServiceUnavailable");
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.move(new CopySpec(NAME, TARGET))));
        S3FileStore other = openStore();
        assertThat(content(other, TARGET)).isEqualTo(content(other, NAME)).isEqualTo(SMALL);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.delete(NAME, ANYTHING)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.stat(NAME)));
    }

    /** The gateway stops between the claim and the completion. */
    @Test
    void interruptedCopy_isCompletedByTheNextChangeOfTheTarget() {
        publish(openStore(), NAME, LARGE);
        S3FileStore store = openProxied();
        server.reply(
                Integer.MAX_VALUE,
                line -> line.contains("uploadId=") && !line.startsWith("PUT"),
                503,
                "ServiceUnavailable");
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.copy(new CopySpec(NAME, TARGET))));
        S3FileStore other = openStore();
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.stat(TARGET)));
        publish(other, FileName.of("new"), SMALL);
        assertFailsWith(
                ErrorCode.ALREADY_EXISTS,
                () -> await(other.copy(new CopySpec(FileName.of("new"), TARGET, ANYTHING, NEW))));
        assertThat(await(other.stat(TARGET)).sha256()).contains(TestData.sha256(LARGE));
        assertThat(content(other, TARGET)).isEqualTo(LARGE);
    }

    /** The gateway stops while it copies parts. */
    @Test
    void partsOfAnInterruptedCopy_areDeletedByAnotherGateway() {
        publish(openStore(), NAME, LARGE);
        S3FileStore store = openProxied();
        server.reply(
                Integer.MAX_VALUE,
                line -> line.contains("partNumber=2") || (line.contains("uploadId=") && line.startsWith("DELETE")),
                503,
                "ServiceUnavailable");
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.copy(new CopySpec(NAME, TARGET))));
        assertThat(multipartUploads()).hasSize(1);
        await(openStore(bucket(), SETTINGS.withExpireAfter(Duration.ofMillis(-1)))
                .sweep());
        assertNothingIsLeft();
    }
}
