package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** {@code uploads.minBytesPerSecond} over TCP: clients that send too slowly. */
class SlowUploadsTest extends CgpTestBase {
    private void openWithAMinimumRate() throws Exception {
        set("idleTimeoutMs", 300);
        config.put("uploads", new JsonObject().put("minBytesPerSecond", 1_000_000));
        open();
    }

    @Test
    void slowRawUpload_isEnded_andLeavesNothing() throws Exception {
        openWithAMinimumRate();
        try (TcpClient client = connect().size(1_000_000_000)) {
            eventually(() -> "no reply", () -> repliesAfterOneMoreByte(client));
            assertThat(client.number()).isEqualTo(-ErrorCode.DEADLINE_EXCEEDED.number());
        }
        awaitNothingRuns();
        assertNothingStored();
    }

    @Test
    void slowCgpUpload_isEnded_andStaysResumable() throws Exception {
        openWithAMinimumRate();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[10]);
            Frame error = client.expectError(1, ErrorCode.DEADLINE_EXCEEDED, true);
            assertThat(error.offset()).isEqualTo(10);
            assertThat(ErrorMessage.decode(error.payload()).message())
                    .isEqualTo("bytes in 300 ms: 10 (expected: at least 300000)");
        }
        awaitNothingRuns();
    }

    private static boolean repliesAfterOneMoreByte(TcpClient client) {
        try {
            client.send(new byte[1]);
            return client.in().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
