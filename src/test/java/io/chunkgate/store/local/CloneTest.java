package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a file system that can share blocks, a copy takes no space. */
@Requires(Need.XFS)
@ExtendWith(CheckedVertx.class)
class CloneTest {
    private static final int SIZE = 100 * 1024 * 1024;

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void mount() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Command.bash(
                        "truncate -s 512M $1 && mkfs.xfs -q -m reflink=1 $1 && mount -o loop $1 $2",
                        folder.resolve("image"),
                        root)
                .run()
                .succeeded();
    }

    @AfterEach
    void unmount() {
        Command.of("umount", root).run();
    }

    @Test
    void copy_sharesTheBlocksOfItsSource(Vertx vertx) throws IOException {
        byte[] bytes = TestData.file(root.resolve("from"), SIZE);
        FileStore store =
                UploadsTestBase.await(LocalFileStore.open(vertx, root, UploadsTestBase.SETTINGS.withMinFreeSpace(0)));
        long before = Files.getFileStore(root).getUsableSpace();
        UploadsTestBase.await(store.copy(new CopySpec(FileName.of("from"), FileName.of("to"))));
        assertThat(before - Files.getFileStore(root).getUsableSpace()).isLessThan(SIZE / 2);
        assertThat(root.resolve("to")).hasBinaryContent(bytes);
        UploadsTestBase.await(store.close());
    }
}
