package io.chunkgate.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void storeException_isUnchanged() {
        StoreException known = new StoreException(ErrorCode.NOT_FOUND, "no such file");

        assertThat(Failures.toStoreException(known)).isSameAs(known);
    }

    @Test
    void socketError_isLostConnection() {
        assertThat(Failures.toStoreException(new IOException("Broken pipe")).code())
                .isEqualTo(ErrorCode.ABORTED);
    }

    /** Netty fails queued bytes with this error when the client of an HTTP/2 connection disconnects. */
    @Test
    void streamClosedBeforeItsBytesWereSent_isLostConnection() {
        Http2Exception closed =
                Http2Exception.streamError(1, Http2Error.INTERNAL_ERROR, "Stream closed before write could take place");

        assertThat(Failures.toStoreException(closed).code()).isEqualTo(ErrorCode.ABORTED);
    }
}
