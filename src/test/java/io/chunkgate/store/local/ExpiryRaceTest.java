package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.Descriptors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A client resumes an upload while it expires. */
class ExpiryRaceTest extends UploadsTestBase {
    private static final int UPLOADS = 200;
    private static final Duration EXPIRY = Duration.ofMinutes(1);
    /** The uploads expire one after the other, in a time that the resumes take as well. */
    private static final Duration SPREAD = Duration.ofMillis(400);

    @Test
    void resumeDuringExpiry_resumesCompletely_orIsNotFound(Vertx vertx) throws IOException {
        FileStore filling = open(vertx, SETTINGS);
        List<UploadId> ids = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            Upload upload = begin(filling, new byte[10]);
            ids.add(upload.id());
            await(upload.close());
        }
        await(filling.close());
        LocalUploads uploads =
                new LocalUploads(vertx, StoreRoot.at(root, SETTINGS.disk()), SETTINGS.withExpireAfter(EXPIRY));
        Instant first = Instant.now().minus(EXPIRY).plusMillis(50);
        for (int i = 0; i < UPLOADS; i++) {
            Instant writtenAt = first.plus(SPREAD.multipliedBy(i).dividedBy(UPLOADS));
            Files.setLastModifiedTime(uploads().resolve(ids.get(i).value()), FileTime.from(writtenAt));
        }
        Collections.reverse(ids); // However slow the machine is, the first ones have not expired yet.
        Future<Void> sweeping =
                vertx.executeBlocking(() -> sweepUntil(uploads, Instant.now().plusSeconds(1)));
        Map<String, Integer> ends = new TreeMap<>();
        while (!sweeping.isComplete()) {
            for (UploadId id : ids) {
                ends.merge(proceed(vertx, uploads, id), 1, Integer::sum);
            }
        }
        await(sweeping);
        assertThat(ends.keySet()).isSubsetOf("written", "gone");
        assertThat(ends).containsKey("written");
        eventually(() -> Descriptors.openBelow(root), () -> Descriptors.openBelow(root)
                .isEmpty());
    }

    private static Void sweepUntil(LocalUploads uploads, Instant end) throws IOException {
        while (Instant.now().isBefore(end)) {
            new UploadSweeper(uploads).sweep();
        }
        return null;
    }

    /** The result of an attempt to resume; acknowledged bytes must still be stored. */
    private static String proceed(Vertx vertx, LocalUploads uploads, UploadId id) throws IOException {
        Upload upload = null;
        try {
            upload = await(uploads.resume(vertx.getOrCreateContext(), id));
            long end = await(upload.write(upload.offset(), Buffer.buffer(new byte[10])));
            assertThat(uploads.info(id).state()).isEqualTo(new UploadState.Running());
            assertThat(uploads.info(id).offset()).isEqualTo(end);
            return "written";
        } catch (IOException e) {
            return DiskErrors.translate(NAME, e).code() == ErrorCode.NOT_FOUND ? "gone" : e.toString();
        } catch (StoreException e) {
            boolean gone = e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.DEADLINE_EXCEEDED;
            return gone ? "gone" : e.code() + " " + e.getMessage();
        } finally {
            if (upload != null) {
                await(upload.close());
            }
        }
    }
}
