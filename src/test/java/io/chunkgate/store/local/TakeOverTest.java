package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.testkit.Descriptors;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;

/** Many writers of one upload at the same time, each on a context of its own. */
class TakeOverTest extends UploadsTestBase {
    private static final byte[] BYTES = TestData.bytes(3 * MIB + 17);
    private static final int BLOCK_BYTES = 64 * 1024 + 1;
    private static final int WRITERS = 24;
    private static final int ATTEMPTS = 8;

    private final AtomicInteger commits = new AtomicInteger();

    @RepeatedTest(3)
    void concurrentResumes_storeEveryByteOnce(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        Upload first = begin(store, Arrays.copyOf(BYTES, BLOCK_BYTES));
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(write(vertx, store, first.id()));
        }
        await(Future.join(writers));
        await(first.close());
        assertThat(commits).hasValue(1);
        assertThat(root.resolve("folder/file.bin")).hasBinaryContent(BYTES);
        assertNothingOpen();
        await(store.close());
    }

    @RepeatedTest(3)
    void concurrentResumes_leaveOneWriter_andNoOpenFile(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        Upload first = begin(store, new byte[10]);
        List<Future<Upload>> resumed = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            resumed.add(store.resume(first.id()));
        }
        await(Future.join(resumed).transform(all -> Future.succeededFuture()));
        List<Upload> writers =
                resumed.stream().filter(Future::succeeded).map(Future::result).toList();
        long unharmed =
                writers.stream().filter(writer -> !writer.lost().isComplete()).count();
        assertThat(unharmed).isEqualTo(1);
        writers.forEach(writer -> await(writer.close()));
        await(first.close());
        assertNothingOpen();
        await(store.close());
    }

    /** A closed upload without followers has no descriptor. */
    private void assertNothingOpen() {
        eventually(() -> Descriptors.openBelow(root), () -> Descriptors.openBelow(root)
                .isEmpty());
    }

    private Future<Void> write(Vertx vertx, FileStore store, UploadId id) {
        Promise<Void> done = Promise.promise();
        ((VertxInternal) vertx).createEventLoopContext().runOnContext(v -> new Writer(store, id, done)
                .attempt(ATTEMPTS));
        return done.future();
    }

    /** Resumes and writes to the end, or until another takes over; then tries again, for a while. */
    private final class Writer {
        private final FileStore store;
        private final UploadId id;
        private final Promise<Void> done;

        Writer(FileStore store, UploadId id, Promise<Void> done) {
            this.store = store;
            this.id = id;
            this.done = done;
        }

        void attempt(int left) {
            if (left == 0) {
                done.complete();
                return;
            }
            store.resume(id)
                    .compose(upload -> finish(upload).eventually(upload::close))
                    .onSuccess(published -> {
                        commits.incrementAndGet();
                        done.complete();
                    })
                    .onFailure(cause -> failed(cause, left));
        }

        private void failed(Throwable cause, int left) {
            ErrorCode code = ((StoreException) Objects.requireNonNull(cause)).code();
            if (code == ErrorCode.FAILED_PRECONDITION) { // Another has finished it.
                done.complete();
            } else if (code == ErrorCode.ABORTED) {
                attempt(left - 1);
            } else {
                done.fail(cause);
            }
        }

        private Future<FileInfo> finish(Upload upload) {
            int offset = (int) upload.offset();
            if (offset == BYTES.length) {
                return upload.commit();
            }
            int end = Math.min(offset + BLOCK_BYTES, BYTES.length);
            return upload.write(offset, Buffer.buffer(Arrays.copyOfRange(BYTES, offset, end)))
                    .compose(stored -> finish(upload));
        }
    }
}
