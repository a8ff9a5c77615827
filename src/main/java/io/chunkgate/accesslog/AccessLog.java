package io.chunkgate.accesslog;

import io.chunkgate.config.AccessLogConfig;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.StoreChange;
import io.chunkgate.transfer.StoreChanges;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Logs transfers, changes of names and rejections. A background thread writes the lines. */
public final class AccessLog implements TransferObserver {
    private final Transfers transfers;
    private final Rejections rejections;
    private final Consumer<Rejections.Rejection> onRejection = this::rejected;
    private final StoreChanges changes;
    private final Consumer<StoreChange> onChange = this::changed;
    private final LogWriter writer;

    /** The count of dropped lines of all logs of a Vert.x. */
    private record Drops(LongAdder count) implements Shareable {}

    private AccessLog(Vertx vertx, AccessLogConfig config) {
        this.transfers = Transfers.of(vertx);
        this.rejections = Rejections.of(vertx);
        this.changes = StoreChanges.of(vertx);
        this.writer =
                new LogWriter(LogFile.open(config.file()), transfers, Duration.ofMillis(config.idleMs()), drops(vertx));
    }

    /**
     * Starts the log of a Vert.x; the caller closes it. Blocks.
     *
     * @throws io.chunkgate.config.ConfigException if the file cannot be written
     */
    public static AccessLog open(Vertx vertx, AccessLogConfig config) {
        AccessLog log = new AccessLog(vertx, config);
        log.transfers.addObserver(log);
        log.rejections.addObserver(log.onRejection);
        log.changes.addObserver(log.onChange);
        return log;
    }

    /** The lines that were dropped in a Vert.x because the disk was slow or full. */
    public static long droppedLines(Vertx vertx) {
        return drops(vertx).sum();
    }

    /** Writes the queued lines and closes the file. Blocks for some seconds at most. */
    public void close() {
        transfers.removeObserver(this);
        rejections.removeObserver(onRejection);
        changes.removeObserver(onChange);
        writer.close();
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        if (transfer.transferRange().isPresent()) {
            writer.add(new LogWriter.Event.Ended(
                    Instant.now(),
                    transfer,
                    outcome,
                    transfer.byteCount(),
                    transfer.age().toMillis()));
        }
    }

    private void rejected(Rejections.Rejection rejection) {
        writer.add(new LogWriter.Event.Rejected(Instant.now(), rejection));
    }

    private void changed(StoreChange change) {
        writer.add(new LogWriter.Event.Changed(Instant.now(), change));
    }

    private static LongAdder drops(Vertx vertx) {
        LocalMap<String, Drops> shared = vertx.sharedData().getLocalMap("chunkgate.accesslog.drops");
        return shared.computeIfAbsent("all", key -> new Drops(new LongAdder())).count();
    }
}
