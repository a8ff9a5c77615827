package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract, for a file whose reads complete at once. */
class ReadOnlyFileTest extends AsyncFileContract {
    @Override
    protected Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes) {
        return Future.succeededFuture(new BytesFile(bytes));
    }

    @Test
    void writing_isNotSupported() {
        AsyncFile file = new BytesFile(new byte[10]);
        assertThat(file.write(Buffer.buffer("a")).cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(file.write(Buffer.buffer("a"), 0).cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(file.flush().cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(file.lock().cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(file::tryLock).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> file.setWritePos(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void streamOfManyBuffersThatAreReadAtOnce_doesNotOverflowTheStack() {
        int[] count = new int[1];
        new BytesFile(new byte[200_000]).setReadBufferSize(1).handler(buffer -> count[0]++);
        assertThat(count[0]).isEqualTo(200_000);
    }
}
