package io.chunkgate.http.download;

import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bytes of an open file for a worker thread, which blocks while it reads. The file is closed by its owner. */
final class FileInput extends InputStream {
    private static final long TIMEOUT_SECONDS = 60;

    private final Context context;
    private final StoredFile file;
    private final long size;
    private long position;

    /** @param context that opened the file */
    FileInput(Context context, StoredFile file) {
        this.context = context;
        this.file = file;
        this.size = file.info().size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, size - position);
        if (wanted <= 0) {
            return length == 0 ? 0 : -1;
        }
        Buffer bytes = await(wanted);
        if (bytes.length() == 0) {
            return -1;
        }
        bytes.getBytes(target, offset);
        position += bytes.length();
        return bytes.length();
    }

    /** Skips without reading; never beyond the end. */
    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size - position));
        position += skipped;
        return skipped;
    }

    private Buffer await(int length) throws IOException {
        CompletableFuture<Buffer> read = new CompletableFuture<>();
        long from = position;
        context.runOnContext(v -> Future.succeededFuture()
                .compose(now -> file.content().read(Buffer.buffer(length), 0, from, length))
                .onSuccess(read::complete)
                .onFailure(read::completeExceptionally));
        try {
            return read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
