package io.chunkgate.store.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void fileHasItsNameAsKey_andItsFolderAsPrefix() {
        FileName name = FileName.of("a b/\u00e4.bin");
        assertThat(Keys.file(name)).isEqualTo("a b/\u00e4.bin").startsWith(Keys.folder(name.folder()));
        assertThat(Keys.folder(FolderName.ROOT)).isEmpty();
    }

    @Test
    void claims_areSortedByNumber() {
        FileName name = FileName.of("a");
        assertThat(Keys.claim(name, 255)).startsWith(Keys.claims(name)).isLessThan(Keys.claim(name, 256));
        assertThat(Keys.claimOf(Keys.claim(name, 256))).isEqualTo(256);
    }
}
