package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.CurrentClient;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.ErrorLog;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "Input/output error, INTERNAL, input/output error, a disk without errors",
        "Too many open files, RESOURCE_EXHAUSTED, too many open files, a higher LimitNOFILE",
        "No space left on device, RESOURCE_EXHAUSTED, no space left on device, free space"
    })
    void errorOfTheMachine_isOneLine_withFileCauseAndRemedy(String system, ErrorCode code, String text, String remedy) {
        try (ErrorLog log = ErrorLog.open()) {
            StoreException error = DiskErrors.translate("a.bin", new IOException(system));

            assertThat(error).hasMessage("'a.bin': " + text);
            assertThat(error.code()).isEqualTo(code);
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("'a.bin': " + text + ", serving the gateway itself (expected: " + remedy);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void line_namesTheClientOfTheRequest() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ErrorLog log = ErrorLog.open()) {
            Promise<Void> done = Promise.promise();
            Context request = VertxInternals.duplicate(vertx.getOrCreateContext());
            request.runOnContext(v -> {
                CurrentClient.set(() -> "alice at 192.0.2.1:5 (http)");
                DiskErrors.translate("a.bin", new IOException("Too many open files"));
                done.complete();
            });
            done.future().await(20, TimeUnit.SECONDS);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("serving alice at 192.0.2.1:5 (http) (expected: ");
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void errorOfTheClient_isNotLogged() {
        try (ErrorLog log = ErrorLog.open()) {
            DiskErrors.translate("a.bin", new IOException("File name too long"));

            assertThat(log.warnings()).isEmpty();
        }
    }
}
