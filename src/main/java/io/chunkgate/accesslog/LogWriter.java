package io.chunkgate.accesslog;

import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.StoreChange;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Formats and writes events in a background thread; {@link #add} never blocks. If the disk is too slow or full, events are
 * dropped, and the log reports their number once it can be written again.
 */
final class LogWriter {
    /** An event that becomes a line. */
    sealed interface Event {
        Instant time();

        /** A transfer ended. */
        record Ended(Instant time, Transfer transfer, TransferOutcome outcome, long byteCount, long millis)
                implements Event {}

        /** A connection or request was rejected before a transfer began. */
        record Rejected(Instant time, Rejections.Rejection rejection) implements Event {}

        /** A client has changed names. */
        record Changed(Instant time, StoreChange change) implements Event {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final int MAX_WAITING = 16 * 1024;
    private static final long MAX_WAIT_MILLIS = 200;
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 5000;

    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder dropped;
    private final LogFile file;
    private final RangeAggregator aggregator;
    private final Thread thread;
    private long reportedDrops;
    /** The dropped lines that the next write reports. */
    private long reporting;

    private long checkedNanos = System.nanoTime();
    private boolean failing;
    private volatile boolean closing;

    /**
     * @param file    closed by this
     * @param dropped counts dropped lines
     */
    LogWriter(LogFile file, Transfers transfers, Duration idle, LongAdder dropped) {
        this.file = file;
        this.dropped = dropped;
        this.reportedDrops = dropped.sum();
        this.aggregator = new RangeAggregator(transfers, idle);
        this.thread = new Thread(this::run, "chunkgate-access-log");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Event event) {
        if (!queue.offer(event)) {
            dropped.increment();
        }
    }

    /** Writes the queued events and closes the file. Blocks for some seconds at most. */
    void close() {
        closing = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                write(next());
            }
            write(lines(aggregator.all()));
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("accessLog.file cannot be closed: {}", e.toString());
        }
    }

    /** The queued events as lines; waits a moment if there are none. */
    private String next() throws InterruptedException {
        List<Event> events = new ArrayList<>();
        Event first = queue.poll(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            events.add(first);
            queue.drainTo(events);
        }
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(line(event)));
        reporting = dropped.sum() - reportedDrops;
        if (reporting > 0) {
            lines.append(LogLines.dropped(reporting));
        }
        if (System.nanoTime() - checkedNanos > REOPEN_NANOS) {
            reopen();
            lines.append(lines(aggregator.expired(Instant.now())));
        }
        return lines.toString();
    }

    private String line(Event event) {
        if (event instanceof Event.Ended ended) {
            return LogLines.ended(ended) + lines(aggregator.add(ended));
        }
        return event instanceof Event.Changed changed
                ? LogLines.changed(changed)
                : LogLines.rejected((Event.Rejected) event);
    }

    private static String lines(List<AggregatedDownload> downloads) {
        StringBuilder lines = new StringBuilder();
        downloads.forEach(download -> lines.append(LogLines.aggregated(download)));
        return lines.toString();
    }

    private void reopen() {
        checkedNanos = System.nanoTime();
        try {
            file.reopenIfMoved();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void write(String lines) {
        if (lines.isEmpty()) {
            return;
        }
        try {
            file.write(lines);
            reportedDrops += reporting;
            failing = false;
        } catch (IOException e) {
            failed(e);
            // Counts all lines, even if some were written before the error.
            long ofDrops = reporting > 0 ? 1 : 0;
            dropped.add(lines.lines().count() - ofDrops);
        }
        reporting = 0;
    }

    /** Logs only the first of consecutive errors. */
    private void failed(IOException cause) {
        if (!failing) {
            LOG.warn("accessLog.file cannot be written: {}", cause.toString());
        }
        failing = true;
    }
}
