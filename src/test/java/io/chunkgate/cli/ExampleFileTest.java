package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleFileTest {
    @TempDir
    Path folder;

    @Test
    void fileInFolder_isFoundByFullName() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.createFile(folder.resolve("a/b/ä.bin"));

        assertThat(ExampleFile.below(folder)).contains(FileName.of("a/b/ä.bin"));
    }

    @Test
    void hiddenAndSpecialFiles_areSkipped() throws IOException {
        Files.createDirectory(folder.resolve(FileName.OWN_FOLDER));
        Files.createFile(folder.resolve(FileName.OWN_FOLDER).resolve("upload"));
        Files.createFile(folder.resolve(".hidden"));
        Files.createFile(folder.resolve("back\\slash"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("back\\slash"));

        assertThat(ExampleFile.below(folder)).isEmpty();
    }

    @Test
    void emptyOrMissingFolder_hasNone() {
        assertThat(ExampleFile.below(folder)).isEmpty();
        assertThat(ExampleFile.below(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void hiddenServedFolder_isSearched() throws IOException {
        Path hidden = Files.createDirectory(folder.resolve(".served"));
        Files.createFile(hidden.resolve("a.bin"));

        assertThat(ExampleFile.below(hidden)).contains(FileName.of("a.bin"));
    }
}
