package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.S3Config;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.S3Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A new bucket for each test, and any number of stores in it, as gateways that share it. */
@ExtendWith(CheckedVertx.class)
@Tag("slow")
abstract class S3TestBase {
    static final FileName NAME = FileName.of("folder/file.bin");
    static final S3Settings SETTINGS = S3Settings.of(GatewayConfig.defaults());

    private final List<S3FileStore> stores = new ArrayList<>();
    private Vertx vertx;
    private S3Config bucket;

    @BeforeEach
    void newBucket(Vertx vertx) {
        this.vertx = vertx;
        this.bucket = S3Server.shared().newBucket();
    }

    @AfterEach
    void closeStores() {
        stores.forEach(store -> await(store.close()));
    }

    final S3Config bucket() {
        return bucket;
    }

    /** One more gateway's store, closed after the test. */
    final S3FileStore openStore() {
        return openStore(bucket, SETTINGS);
    }

    final S3FileStore openStore(S3Config config, S3Settings settings) {
        return openStore(config, settings, MemoryBudget.of(vertx));
    }

    final S3FileStore openStore(S3Config config, S3Settings settings, MemoryBudget memory) {
        S3FileStore store = (S3FileStore) await(S3FileStore.open(vertx, config, settings, memory));
        stores.add(store);
        return store;
    }

    /** The keys of all objects in the bucket, as another program lists them. */
    final List<String> keys() {
        return S3Server.shared().client().listObjectsV2(list -> list.bucket(bucket.bucket())).join().contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Puts an object as another program does. */
    final void put(String key, byte[] bytes) {
        S3Server.shared()
                .client()
                .putObject(
                        put -> put.bucket(bucket().bucket()).key(bucket().prefix() + key),
                        AsyncRequestBody.fromBytes(bytes))
                .join();
    }

    final List<MultipartUpload> multipartUploads() {
        return S3Server.shared()
                .client()
                .listMultipartUploads(list -> list.bucket(bucket().bucket()))
                .join()
                .uploads();
    }

    /** The bytes of a file, as another program reads them. */
    final byte[] object(FileName name) {
        return S3Server.shared()
                .client()
                .getObject(
                        get -> get.bucket(bucket.bucket()).key(bucket.prefix() + name),
                        AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void assertFailsWith(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    static Upload begin(S3FileStore store) {
        return await(store.create(UploadSpec.of(NAME).asResumable()));
    }

    /** Writes from the offset of the upload on, in chunks as protocols write them. */
    static void write(Upload upload, byte[] bytes) {
        int part = 256 * 1024;
        for (int from = 0; from < bytes.length; from += part) {
            byte[] next = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + part));
            await(upload.write(upload.offset(), Buffer.buffer(next)));
        }
    }

    static FileInfo publish(S3FileStore store, FileName name, byte[] bytes) {
        Upload upload = await(store.create(UploadSpec.of(name, bytes.length)));
        write(upload, bytes);
        FileInfo info = await(upload.commit());
        await(upload.close());
        return info;
    }

    static byte[] content(S3FileStore store, FileName name) {
        return content(await(store.open(name)));
    }

    /** Reads a file in order to its end, and closes it. */
    static byte[] content(StoredFile file) {
        Buffer all = Buffer.buffer();
        Buffer read = await(FileReads.read(file, 0, 256 * 1024));
        while (read.length() > 0) {
            all.appendBuffer(read);
            read = await(FileReads.read(file, all.length(), 256 * 1024));
        }
        await(file.close());
        return all.getBytes();
    }
}
