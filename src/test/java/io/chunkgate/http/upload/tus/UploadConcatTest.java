package io.chunkgate.http.upload.tus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.store.UploadId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadConcatTest {
    private static final String A = "a".repeat(32);
    private static final String B = "b".repeat(32);

    @Test
    void partial_isAPart() {
        assertThat(UploadConcat.parse("partial")).contains(new UploadConcat.Partial());
    }

    @ParameterizedTest
    @ValueSource(strings = {"final;%s %s", "final; %s   %s "})
    void absoluteAndRelativeUrls_areFound(String form) {
        String header = form.formatted("https://example.org/proxy/uploads/" + A, "/uploads/" + B);
        assertThat(UploadConcat.parse(header))
                .contains(new UploadConcat.Final(List.of(new UploadId(A), new UploadId(B))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Partial", "final", "final;", "final;/files/a", "final;/uploads/short", "other"})
    void anythingElse_isRefused(String header) {
        assertThatThrownBy(() -> UploadConcat.parse(header)).isInstanceOf(BadHeaderException.class);
    }

    @Test
    void withoutTheHeader_itIsAnOrdinaryUpload() {
        assertThat(UploadConcat.parse(null)).isEmpty();
    }
}
