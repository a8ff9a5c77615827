package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.S3Config;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.FaultyS3;
import io.chunkgate.testkit.LogLines;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A server that fails, is full, is slow, or does not support conditional requests. */
class S3FaultsTest extends S3TestBase {
    private static final int ALWAYS = Integer.MAX_VALUE;

    private FaultyS3 server;

    @BeforeEach
    void startServer() {
        server = new FaultyS3(S3Server.shared().port());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private S3FileStore openFaulty() {
        return openStore(S3Server.through(bucket(), server.port()), SETTINGS);
    }

    @Test
    void failedRequests_areRetried() {
        S3FileStore store = openFaulty();
        server.reply(1, S3FaultsTest::blocks, 503, "SlowDown");
        server.reply(1, S3FaultsTest::epochs, 500, "InternalError");
        server.reply(1, line -> line.startsWith("GET"), 503, "ServiceUnavailable");
        byte[] bytes = TestData.bytes(100_000);
        publish(store, NAME, bytes);
        server.reply(1, line -> line.startsWith("GET") && line.endsWith("/" + NAME), 500, "InternalError");
        assertThat(content(store, NAME)).isEqualTo(bytes);
    }

    @Test
    void lostResponses_areRecovered() {
        S3FileStore store = openFaulty();
        server.loseReplies(1, S3FaultsTest::epochs);
        server.loseReplies(1, S3FaultsTest::names);
        server.loseReplies(1, S3FaultsTest::blocks);
        UploadSpec spec = UploadSpec.of(NAME).withCondition(new PublishCondition.MustBeNew());
        Upload upload = await(store.create(spec));
        write(upload, TestData.bytes(1000));
        await(upload.commit());
        await(upload.close());
        server.loseReplies(1, line -> line.startsWith("GET") && line.endsWith("/" + NAME));
        assertThat(content(store, NAME)).isEqualTo(TestData.bytes(1000));
    }

    @Test
    void unreachableStore_isUnavailable_andLosesNoDurableBytes() {
        S3FileStore store = openFaulty();
        Upload upload = begin(store);
        write(upload, TestData.bytes(100));
        await(upload.sync());
        server.reply(ALWAYS, line -> true, 503, "ServiceUnavailable");
        write(upload, TestData.bytes(50));
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(upload.sync()));
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.stat(NAME)));
        assertThat(upload.durableOffset()).isEqualTo(100);
        server.heal();
        assertThat(await(upload.sync())).isEqualTo(150);
        await(upload.commit());
        await(upload.close());
        assertThat(content(store, NAME)).hasSize(150);
    }

    @Test
    void fullStore_isResourceExhausted_andTheUploadResumesLater() {
        S3FileStore store = openFaulty();
        Upload upload = begin(store);
        write(upload, TestData.bytes(1000));
        await(upload.sync());
        server.reply(ALWAYS, S3FaultsTest::blocks, 507, "InsufficientStorage");
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, () -> {
            write(upload, TestData.bytes(20_000_000));
            await(upload.sync());
        });
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, () -> await(upload.close()));
        server.heal();
        Upload resumed = await(store.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(1000);
        write(resumed, TestData.bytes(20_000_000));
        FileInfo info = await(resumed.commit());
        await(resumed.close());
        assertThat(info.size()).isEqualTo(20_001_000);
        assertThat(content(store, NAME)).hasSize(20_001_000);
    }

    @Test
    void interruptedCommit_isCompletedByTheNextQuery() {
        S3FileStore store = openFaulty();
        Upload upload = begin(store);
        write(upload, TestData.bytes(1000));
        server.reply(ALWAYS, S3FaultsTest::names, 503, "ServiceUnavailable");
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(upload.commit()));
        await(upload.close());
        S3FileStore other = openStore();
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.stat(NAME)));
        UploadInfo info = await(other.upload(upload.id()));
        assertThat(info.state()).isInstanceOf(UploadState.Complete.class);
        assertThat(content(other, NAME)).isEqualTo(TestData.bytes(1000));
        server.heal();
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.resume(upload.id())));
    }

    /** What the gateway's access lacks is no fault of the client. */
    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "403, InvalidAccessKeyId",
        "403, SignatureDoesNotMatch",
        "403, RequestTimeTooSkewed",
        "400, ExpiredToken",
        "400, AuthorizationHeaderMalformed",
        "301, PermanentRedirect",
        "404, NoSuchBucket",
        "503, SlowDown"
    })
    void faultOfTheGatewaysAccess_isUnavailable_andLoggedForTheOperator(int status, String code) {
        S3FileStore store = openFaulty();
        server.reply(ALWAYS, line -> true, status, code);
        try (LogLines log = LogLines.of("io.chunkgate.store.s3")) {
            assertThatThrownBy(() -> await(store.stat(NAME))).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.retryAfterMillis()).isPresent();
                assertThat(e.getMessage()).doesNotContain(bucket().bucket(), "127.0.0.1", code);
            });
            assertThat(log.lines()).singleElement().asString().contains(Integer.toString(status), "expected: ");
        }
    }

    @Test
    void serverThatIsAway_isLoggedWithTheCause() {
        S3FileStore store = openFaulty();
        server.close();
        try (LogLines log = LogLines.of("io.chunkgate.store.s3")) {
            assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.stat(NAME)));
            assertThat(log.lines()).singleElement().asString().contains("connection refused");
        }
        server = new FaultyS3(S3Server.shared().port());
    }

    @Test
    void deletedBucket_isNotTheStore() {
        S3FileStore store = openStore();
        assertThat(await(store.health())).isEqualTo(StoreHealth.OK);
        S3AsyncClient client = S3Server.shared().client();
        String bucket = bucket().bucket();
        client.listObjectsV2(list -> list.bucket(bucket)).join().contents().forEach(object -> client.deleteObject(
                        delete -> delete.bucket(bucket).key(object.key()))
                .join());
        client.deleteBucket(delete -> delete.bucket(bucket)).join();
        assertThat(await(store.health())).isEqualTo(StoreHealth.ROOT_GONE);
    }

    @Test
    void serverThatDeniesTheBucket_hasNoHealth() {
        S3FileStore store = openFaulty();
        server.reply(ALWAYS, line -> true, 403, "AccessDenied");
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(store.health()));
    }

    @Test
    void serverThatCreatesTwice_isRefused() {
        server.reply(ALWAYS, line -> line.startsWith("PUT"), 200, "none");
        assertThatThrownBy(this::openFaulty).isInstanceOf(StoreException.class).hasMessageContaining("If-None-Match");
    }

    @Test
    void missingBucketOrServer_isRefusedByName() {
        S3Config known = bucket();
        S3Config missing = new S3Config(known.endpoint(), "no-such-bucket", known.prefix(), known.region(), true);
        assertThatThrownBy(() -> openStore(missing, SETTINGS)).hasMessageContaining("no-such-bucket");
        server.close();
        S3Config away = S3Server.through(known, server.port());
        assertThatThrownBy(() -> openStore(away, SETTINGS)).hasMessageContaining(away.endpoint());
        server = new FaultyS3(S3Server.shared().port());
    }

    @Test
    void bodiesAreSentWithChecksums_andNotInChunks() {
        S3FileStore store = openFaulty();
        Upload upload = begin(store);
        await(upload.write(0, Buffer.buffer("abc")));
        await(upload.commit());
        await(upload.close());
        List<String> puts =
                server.requests().stream().filter(S3FaultsTest::blocks).toList();
        assertThat(puts).isNotEmpty().allSatisfy(put -> assertThat(server.headers(put))
                .containsKeys("content-md5", "x-amz-checksum-crc32c")
                .doesNotContainKeys("x-amz-trailer", "expect"));
    }

    private static boolean blocks(String line) {
        return line.startsWith("PUT") && line.contains("/block-");
    }

    private static boolean epochs(String line) {
        return line.startsWith("PUT") && line.contains("/epoch-");
    }

    private static boolean names(String line) {
        return line.startsWith("PUT") && line.endsWith("/" + NAME);
    }
}
