package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder whose files the gateway may not access is not listed as empty. */
class UnreadableFolderTest {
    private static final String RESULT = "result: ";
    private static final List<String> WITHOUT_THE_RIGHTS_OF_ROOT = List.of(
            "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search");

    @TempDir
    Path root;

    /** Prints what listings of a folder result in. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws Exception {
            Vertx vertx = Vertx.vertx();
            FileStore store = LocalFileStore.open(vertx, Path.of(arguments[0])).await(20, TimeUnit.SECONDS);
            for (ListOrder order : ListOrder.values()) {
                ListQuery query = new ListQuery(Optional.empty(), 10, order, false);
                try {
                    System.out.println(RESULT
                            + store.list(new FolderName("folder"), query)
                                    .await(20, TimeUnit.SECONDS)
                                    .entries());
                } catch (StoreException e) {
                    System.out.println(RESULT + e.code());
                }
            }
            store.close().await(20, TimeUnit.SECONDS);
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void folderThatCannotBeEntered_isAnError() throws Exception {
        Path folder = Files.createDirectory(root.resolve("folder"));
        Files.createFile(folder.resolve("file"));
        for (String permissions : new String[] {"rw-------", "-wx------"}) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
            assertThat(probe()).containsExactly("PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> probe() throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(WITHOUT_THE_RIGHTS_OF_ROOT);
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName(),
                root.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()))
                .toList();
    }
}
