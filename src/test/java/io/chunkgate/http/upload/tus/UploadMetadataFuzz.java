package io.chunkgate.http.upload.tus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chunkgate.http.message.BadHeaderException;
import org.junit.jupiter.api.Tag;

/** Any metadata of tus is read or refused, never a fault. */
class UploadMetadataFuzz {
    @Tag("fuzz")
    @FuzzTest(maxDuration = "5s")
    void briefly_metadataIsReadOrRefused(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_metadataIsReadOrRefused(FuzzedDataProvider data) {
        run(data.consumeRemainingAsString());
    }

    private static void run(String header) {
        try {
            UploadMetadata metadata = UploadMetadata.parse(header);
            assertThat(UploadMetadata.parse(metadata.text()).values()).hasSameSizeAs(metadata.values());
            metadata.fileName().ifPresent(name -> assertThat(name).isNotEmpty());
        } catch (BadHeaderException refused) {
            assertThat(refused).hasMessageContaining("expected: ");
        }
    }
}
