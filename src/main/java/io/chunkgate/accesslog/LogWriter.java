package io.chunkgate.accesslog;

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
 * Makes lines of events and writes them, in a thread of its own: who hands an event over never waits. Where the disk is slower
 * than the clients for long, or full, events are dropped, and the log says how many when there is room again.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final int MAX_WAITING = 16 * 1024;
    private static final long MAX_WAIT_MILLIS = 200;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 5000;

    private final BlockingQueue<LogEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder dropped;
    private final LogFile file;
    private final RangeAggregator joining;
    private final Thread thread;
    private long toldDropped;
    /** Of those that were dropped, the ones that the next lines to be written tell of. */
    private long telling;

    private long lookedNanos = System.nanoTime();
    private boolean failing;
    private volatile boolean closing;

    /**
     * @param file    closed by this
     * @param dropped counts lines that there was no room for
     */
    LogWriter(LogFile file, Transfers transfers, Duration idle, LongAdder dropped) {
        this.file = file;
        this.dropped = dropped;
        this.toldDropped = dropped.sum();
        this.joining = new RangeAggregator(transfers, idle);
        this.thread = new Thread(this::run, "chunkgate-access-log");
        thread.setDaemon(true);
        thread.start();
    }

    void add(LogEvent event) {
        if (!waiting.offer(event)) {
            dropped.increment();
        }
    }

    /** Writes what waits, and ends. Blocks for some seconds at most. */
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
            while (!closing || !waiting.isEmpty()) {
                write(next());
            }
            write(lines(joining.all()));
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("accessLog.file cannot be closed: {}", e.toString());
        }
    }

    /** What has come by now, as lines; waits for a while where there is nothing. */
    private String next() throws InterruptedException {
        List<LogEvent> events = new ArrayList<>();
        LogEvent first = waiting.poll(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            events.add(first);
            waiting.drainTo(events);
        }
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(line(event)));
        telling = dropped.sum() - toldDropped;
        if (telling > 0) {
            lines.append(LogLines.dropped(telling));
        }
        if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
            look();
            lines.append(lines(joining.expired(Instant.now())));
        }
        return lines.toString();
    }

    private String line(LogEvent event) {
        if (event instanceof LogEvent.Ended ended) {
            return LogLines.ended(ended) + lines(joining.add(ended));
        }
        return LogLines.refused((LogEvent.Refused) event);
    }

    private static String lines(List<AggregatedDownload> downloads) {
        StringBuilder lines = new StringBuilder();
        downloads.forEach(download -> lines.append(LogLines.joined(download)));
        return lines.toString();
    }

    private void look() {
        lookedNanos = System.nanoTime();
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
            toldDropped += telling;
            failing = false;
        } catch (IOException e) {
            failed(e);
            // All are counted, even if some of them were written before there was no more room.
            long ofDrops = telling > 0 ? 1 : 0;
            dropped.add(lines.lines().count() - ofDrops);
        }
        telling = 0;
    }

    /** Said once, and not for each line of a disk that is full. */
    private void failed(IOException cause) {
        if (!failing) {
            LOG.warn("accessLog.file cannot be written: {}", cause.toString());
        }
        failing = true;
    }
}
