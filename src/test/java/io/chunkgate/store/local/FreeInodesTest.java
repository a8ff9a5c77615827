package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
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
            assertThat(list(root)).containsExactly(".chunkgate", "many");
            await(store.close());
        } finally {
            Command.of("umount", root).run().succeeded();
        }
    }
}
