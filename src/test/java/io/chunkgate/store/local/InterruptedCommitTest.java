package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A process dies between two steps of a commit. The steps that it did not take are undone here. */
class InterruptedCommitTest extends UploadsTestBase {
    private static final UploadSpec SPEC = UploadSpec.of(NAME).asResumable();

    @Test
    void beforeTheRename_theUploadRuns_andCanBePublished(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC, true);
        Files.move(root.resolve(NAME.value()), bytes(id));
        FileStore store = open(vertx, SETTINGS);
        assertThat(await(store.upload(NAME)).id()).isEqualTo(id);
        Upload resumed = await(store.resume(id));
        assertThat(resumed.offset()).isEqualTo(10);
        await(resumed.write(10, Buffer.buffer(new byte[5])));
        await(resumed.commit());
        await(resumed.close());
        await(store.close());
        assertComplete(vertx, id, 15);
    }

    @Test
    void beforeTheRename_theUploadCanBeDiscarded(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC, true);
        Files.move(root.resolve(NAME.value()), bytes(id));
        FileStore store = open(vertx, SETTINGS);
        await(store.discard(id));
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(id));
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(id));
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.resume(id));
        await(reopened.close());
    }

    @Test
    void ofAnUploadWhoseRecordWasLost_theUploadRuns(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC, false);
        Files.move(root.resolve(NAME.value()), bytes(id));
        FileStore store = open(vertx, SETTINGS);
        Upload resumed = await(store.resume(id));
        await(resumed.close());
        assertThat(list(uploads())).containsExactlyInAnyOrder(id.value(), id + ".json");
        await(store.close());
    }

    @Test
    void beforeTheRecordIsRemoved_theUploadIsComplete(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC, true);
        assertComplete(vertx, id, 10);
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void betweenLinkAndRemoval_theUploadIsComplete(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC.withCondition(new PublishCondition.MustBeNew()), true);
        Files.createLink(bytes(id), root.resolve(NAME.value()));
        assertComplete(vertx, id, 10);
        assertThat(list(uploads())).isEmpty();
    }

    /** Earlier versions kept the record of an ended upload where it was. */
    @Test
    void recordOfAnEarlierVersion_isMovedToTheLog(Vertx vertx) throws IOException {
        UploadId id = publish(vertx, SPEC, false);
        Path segment = ended().resolve(list(ended()).get(0));
        Files.writeString(
                uploads().resolve(id + ".json"), Files.readString(segment).split(" ", 4)[3]);
        Files.delete(segment);
        assertComplete(vertx, id, 10);
        assertThat(list(uploads())).isEmpty();
        assertComplete(vertx, id, 10);
    }

    /** Publishes, and restores the record that the upload had while it ran. */
    private UploadId publish(Vertx vertx, UploadSpec spec, boolean restore) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer(new byte[10])));
        Path record = uploads().resolve(upload.id() + ".json");
        byte[] running = Files.readAllBytes(record);
        await(upload.commit());
        await(upload.close());
        await(store.close());
        assertThat(record).doesNotExist();
        if (restore) {
            Files.write(record, running);
        }
        return upload.id();
    }

    private void assertComplete(Vertx vertx, UploadId id, int size) {
        FileStore store = open(vertx, SETTINGS);
        assertThat(await(store.upload(id)).state()).isInstanceOf(UploadState.Complete.class);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, store.resume(id));
        assertThat(root.resolve(NAME.value())).hasSize(size);
        await(store.close());
    }

    private Path bytes(UploadId id) {
        return uploads().resolve(id.value());
    }
}
