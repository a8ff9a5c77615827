package io.chunkgate.server.launch;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the transfers that still run at the end of the drain time, and logs each. Servers would wait for clients that take no
 * bytes.
 */
final class DrainEnd implements TransferObserver {
    private static final Logger LOG = LoggerFactory.getLogger(DrainEnd.class);

    private final Transfers transfers;
    private final int drainTimeoutMillis;
    private final long startNanos = System.nanoTime();
    private final Promise<Void> ended = Promise.promise();

    private DrainEnd(Transfers transfers, int drainTimeoutMillis) {
        this.transfers = transfers;
        this.drainTimeoutMillis = drainTimeoutMillis;
    }

    /** The drain time begins now. The result succeeds when no transfer runs. */
    static Future<Void> begin(Vertx vertx, int drainTimeoutMillis) {
        DrainEnd drain = new DrainEnd(Transfers.of(vertx), drainTimeoutMillis);
        drain.transfers.addObserver(drain);
        drain.completeWhenNothingRuns();
        StoreException reason = new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops");
        vertx.setTimer(
                Math.max(1, drainTimeoutMillis),
                id -> drain.transfers.running().forEach(transfer -> transfer.cancel(reason)));
        return drain.ended.future();
    }

    private void completeWhenNothingRuns() {
        if (transfers.running().isEmpty()) {
            ended.tryComplete();
        }
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        if (outcome.kind() != TransferOutcome.Kind.COMPLETE && millis >= drainTimeoutMillis) {
            LOG.warn(
                    "Cut the {} of '{}' by {} at {} after {} bytes, as the gateway stops (expected: a"
                            + " server.drainTimeoutMs above {}, or a client that resumes)",
                    transfer.direction().name().toLowerCase(Locale.ROOT),
                    transfer.name(),
                    transfer.clientId().principal(),
                    transfer.clientId().peer(),
                    transfer.byteCount(),
                    drainTimeoutMillis);
        }
        completeWhenNothingRuns();
    }
}
