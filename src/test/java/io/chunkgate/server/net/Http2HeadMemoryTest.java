package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Frames;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Heads of HTTP/2 that are larger than what a connection may hold without the memory budget. */
@ExtendWith(CheckedVertx.class)
class Http2HeadMemoryTest {
    private static final int FRAME_BYTES = 10_000;
    private static final int TIMEOUT_MILLIS = 20_000;

    @TempDir
    Path root;

    @Test
    void largeHead_closesItsConnection_whenTheBudgetHasNoRoom(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        MemoryBudget budget = MemoryBudget.of(vertx);
        MemoryBudget.Share others = budget.open();
        others.reserve(budget.capacity());
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.HTTP))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(Http2Frames.preface());
            out.write(Http2Frames.headPart(1, true, FRAME_BYTES));
            out.write(Http2Frames.headPart(1, false, FRAME_BYTES));
            assertThat(isEnded(socket)).isTrue();
        }
        assertThat(tooMuch(vertx)).isEqualTo(1);
        others.close();
        assertThat(budget.held()).isZero();
    }

    private static boolean isEnded(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }

    private static long tooMuch(Vertx vertx) {
        Rejections.Kind kind = new Rejections.Kind(Listener.HTTP.label(), Rejections.Reason.TOO_MUCH);
        AtomicLong sum = new AtomicLong();
        Rejections.of(vertx).forEach((of, count) -> sum.addAndGet(of.equals(kind) ? count : 0));
        return sum.get();
    }
}
