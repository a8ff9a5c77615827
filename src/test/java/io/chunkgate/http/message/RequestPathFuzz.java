package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Any path of a URL: every decoded name lies below the root and round-trips. */
class RequestPathFuzz {
    private static final Path ROOT = Path.of("/srv/files");

    @Tag("fuzz")
    @FuzzTest(maxDuration = "5s")
    void briefly_namesStayBelowTheRoot(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_namesStayBelowTheRoot(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    private static void run(String rawPath) {
        try {
            FileName name = FileName.of(RequestPath.decode(rawPath));
            assertThat(RequestPath.decode(RequestPath.encode(name.value()))).isEqualTo(name.value());
            Path file = ROOT.resolve(name.value());
            assertThat(file.normalize()).isEqualTo(file).startsWithRaw(ROOT).isNotEqualTo(ROOT);
            assertThat(file.startsWith(ROOT.resolve(FileName.OWN_FOLDER))).isFalse();
        } catch (IllegalArgumentException | StoreException refused) {
            assertThat(refused).hasMessageContaining("expected: ");
        }
    }
}
