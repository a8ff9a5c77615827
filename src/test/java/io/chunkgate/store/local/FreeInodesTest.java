package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The free inodes of a disk, as the system reports them. */
class FreeInodesTest extends UploadsTestBase {
    @Test
    void fileSystemWithoutALimit_reportsNone() {
        assertThat(FreeInodes.parse("0 0\n")).isEmpty();
        assertThat(FreeInodes.parse("100 7\n")).hasValue(new FreeInodes.Inodes(100, 7));
    }

    @Test
    void failedMeasurement_refusesNothing() {
        FreeInodes missing = new FreeInodes(Path.of("/nowhere"));
        missing.measure();
        assertThat(missing.freeInodes()).isEmpty();
        missing.require();
    }

    @Test
    @Requires(Need.MOUNT)
    void inodesThatOthersTake_areSeenAtOnce_andUploadsLeaveTheFloor(Vertx vertx) throws IOException {
        Command.of("mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=500", "tmpfs", root)
                .run()
                .succeeded();
        try {
            FileStore store = open(vertx, SETTINGS.withMinFreeSpace(0));
            Path many = Files.createDirectory(root.resolve("many"));
            for (int i = 0; i < 460; i++) {
                Files.createFile(many.resolve("" + i));
            }
            assertThat(await(store.health()).isWritable()).isTrue();
            assertThat(uploadsUntilRefused(store)).isPositive();
            assertThat(await(store.stats()).freeInodes().orElseThrow()).isBetween(7L, 10L);
            assertThat(await(store.health()).isWritable()).isFalse();
            await(store.close());
        } finally {
            Command.of("umount", root).run().succeeded();
        }
    }

    private static int uploadsUntilRefused(FileStore store) {
        int begun = 0;
        while (await(store.create(UploadSpec.of(FileName.of("" + begun)).asResumable())
                .compose(Upload::close)
                .transform(closed -> Future.succeededFuture(closed.succeeded())))) {
            begun++;
        }
        return begun;
    }

    @Test
    @Requires(Need.MOUNT)
    void nearlyNoInodes_refusesUploads(Vertx vertx) throws IOException {
        Command.of("mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=500", "tmpfs", root)
                .run()
                .succeeded();
        try {
            Path many = Files.createDirectory(root.resolve("many"));
            for (int i = 0; i < 485; i++) {
                Files.createFile(many.resolve("" + i));
            }
            FileStore store = open(vertx, SETTINGS.withMinFreeSpace(0));
            assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(UploadSpec.of(NAME)));
            assertThat(await(store.stats()).freeInodes().orElseThrow()).isBetween(1L, 14L);
            assertThat(list(root)).containsExactly(".chunkgate", "many");
            await(store.close());
        } finally {
            Command.of("umount", root).run().succeeded();
        }
    }
}
