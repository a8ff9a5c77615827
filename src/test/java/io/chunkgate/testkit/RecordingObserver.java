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

/** Records the transfers of a Vert.x in the order of their ends. */
public final class RecordingObserver implements TransferObserver {
    private final BlockingQueue<EndedTransfer> ended = new LinkedBlockingQueue<>();
    private final Transfers transfers;

    /** A transfer that ended. */
    public record EndedTransfer(Transfer transfer, TransferOutcome outcome) {
        /** Such as {@code http download 0..10/10 10 COMPLETE}: listener, direction, range, transferred bytes, outcome. */
        public String line() {
            return transfer.clientId().listener() + " " + transfer.direction().label() + " "
                    + transfer.transferRange().map(EndedTransfer::line).orElse("-") + " " + transfer.byteCount() + " "
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

    public RecordingObserver(Vertx vertx) {
        transfers = Transfers.of(vertx);
        transfers.addObserver(this);
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        ended.add(new EndedTransfer(transfer, outcome));
    }

    /** Waits for the next ended transfer. */
    public EndedTransfer next() throws InterruptedException {
        EndedTransfer next = ended.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no transfer ended; running: " + transfers.running());
        }
        return next;
    }

    /** Waits for the next ended transfer of a direction. */
    public EndedTransfer next(Direction direction) throws InterruptedException {
        EndedTransfer next = next();
        while (next.transfer().direction() != direction) {
            next = next();
        }
        return next;
    }

    /** Waits until a transfer has transferred some bytes. */
    public Transfer awaitMoving() {
        List<Transfer> running = transfers.running();
        eventually(() -> running, () -> transfers.running().stream().anyMatch(transfer -> transfer.byteCount() > 0));
        return transfers.running().get(0);
    }
}
