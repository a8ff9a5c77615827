package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an observer hears of the transfers of a Vert.x, one after the other as they end. */
public final class HeardTransfers implements TransferObserver {
    private final BlockingQueue<Heard> ended = new LinkedBlockingQueue<>();
    private final Transfers transfers;

    /** One that ended. */
    public record Heard(Transfer transfer, TransferOutcome outcome) {
        /** Such as {@code http download 0..10/10 10 COMPLETE}: door, direction, extent, bytes moved, outcome. */
        public String line() {
            return transfer.clientId().listener() + " " + transfer.direction().label() + " "
                    + transfer.transferRange().map(Heard::line).orElse("-") + " " + transfer.byteCount() + " "
                    + outcome.kind()
                    + outcome.error()
                            .map(ErrorCode::name)
                            .map(code -> " " + code)
                            .orElse("");
        }

        private static String line(TransferRange transferRange) {
            return transferRange.start() + ".."
                    + (transferRange.end().isPresent() ? transferRange.end().getAsLong() : "")
                    + "/"
                    + (transferRange.size().isPresent() ? transferRange.size().getAsLong() : "?");
        }
    }

    public HeardTransfers(Vertx vertx) {
        transfers = Transfers.of(vertx);
        transfers.addObserver(this);
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        ended.add(new Heard(transfer, outcome));
    }

    /** Waits for the next end. */
    public Heard next() throws InterruptedException {
        Heard heard = ended.poll(20, TimeUnit.SECONDS);
        if (heard == null) {
            throw new AssertionError("nothing ended; running: " + transfers.running());
        }
        return heard;
    }

    /** Waits for the next end of one that goes that way. */
    public Heard next(Direction direction) throws InterruptedException {
        Heard heard = next();
        while (heard.transfer().direction() != direction) {
            heard = next();
        }
        return heard;
    }

    /** Waits until a transfer has moved some bytes. */
    public Transfer awaitMoving() {
        List<Transfer> running = transfers.running();
        eventually(() -> running, () -> transfers.running().stream().anyMatch(transfer -> transfer.byteCount() > 0));
        return transfers.running().get(0);
    }
}
