package io.chunkgate.cluster;

import static io.chunkgate.testing.ClusterNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testing.ClusterNode;
import io.chunkgate.testing.Doors;
import io.chunkgate.testing.S3Server;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes with one bucket in common. */
class CommonBucketTest {
    private static final FileName NAME = FileName.of("folder/file.bin");
    private static final int SIZE = 12_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @Test
    void upload_goesOnAtAnotherNode_withEveryStoredByte_andIsFollowedAtAThird(@TempDir Path unused) {
        JsonObject config = Doors.config(unused)
                .put("store", new JsonObject().put("type", "s3"))
                .put("s3", S3Server.shared().newBucket().toJson());
        try (ClusterNode a = start(config, "a");
                ClusterNode b = start(config, "b");
                ClusterNode c = start(config, "c").sees(3)) {
            a.sees(3);
            b.sees(3);
            Upload first = await(a.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
            first.lost().onSuccess(reason -> first.close());
            await(first.write(0, bytes(0, 7_000_001)));
            StoredFile file = await(c.store().follow(NAME));
            Future<Buffer> all = read(file, 0, Buffer.buffer());

            Upload second = await(b.store().resume(first.id()));
            assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
            assertThat(second.offset()).isEqualTo(7_000_001);
            await(second.write(7_000_001, bytes(7_000_001, SIZE)));
            FileInfo published = await(second.commit());
            await(second.close());

            assertThat(published.sha256()).contains(TestData.sha256(BYTES));
            assertThat(await(all).getBytes()).isEqualTo(BYTES);
            await(file.verify());
            await(file.close());
            assertThat(await(a.store().stat(NAME))).isEqualTo(published);
        }
    }

    private static ClusterNode start(JsonObject config, String name) {
        return ClusterNode.start(config, ClusterNode.section(name).put("sharedStore", true));
    }

    private static Future<Buffer> read(StoredFile file, long position, Buffer before) {
        return file.read(position, 256 * 1024)
                .compose(bytes -> bytes.length() == 0
                        ? Future.succeededFuture(before)
                        : read(file, position + bytes.length(), before.appendBuffer(bytes)));
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }
}
