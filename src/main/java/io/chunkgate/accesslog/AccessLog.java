package io.chunkgate.accesslog;

import io.chunkgate.config.AccessLogConfig;
import io.chunkgate.transfer.Outcome;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The log of what clients did, shared by all doors of a Vert.x that are configured alike. Whatever is added is written by a
 * thread of its own.
 */
public final class AccessLog implements Shareable, TransferObserver {
    private static final String MAP = "chunkgate.accesslogs";

    private final LocalMap<String, AccessLog> map;
    private final String key;
    private final Transfers transfers;
    private final Rejections rejections;
    private final Consumer<Rejections.Rejection> onRejection = this::refused;
    private final Writer writer;
    private int users;

    /** How many lines of all logs of a Vert.x were dropped. */
    private record Drops(LongAdder count) implements Shareable {}

    private AccessLog(LocalMap<String, AccessLog> map, String key, Vertx vertx, AccessLogConfig config) {
        this.map = map;
        this.key = key;
        this.transfers = Transfers.of(vertx);
        this.rejections = Rejections.of(vertx);
        this.writer =
                new Writer(LogFile.open(config.file()), transfers, Duration.ofMillis(config.idleMs()), drops(vertx));
    }

    /**
     * Each call is answered by one {@link #release}. Blocks.
     *
     * @throws io.chunkgate.config.ConfigException where the file cannot be written to
     */
    public static AccessLog acquire(Vertx vertx, AccessLogConfig config) {
        LocalMap<String, AccessLog> map = vertx.sharedData().getLocalMap(MAP);
        synchronized (map) {
            String key = config.toJson().encode();
            AccessLog log = map.get(key);
            if (log == null) {
                log = new AccessLog(map, key, vertx, config);
                map.put(key, log);
                log.begin();
            }
            log.users++;
            return log;
        }
    }

    /** Lines that were dropped so far, in a Vert.x, because the disk was too slow for them. */
    public static long droppedLines(Vertx vertx) {
        return drops(vertx).sum();
    }

    /** Writes what waits, once the last gives it back. Blocks. */
    public void release() throws InterruptedException {
        synchronized (map) {
            users--;
            if (users > 0) {
                return;
            }
            map.remove(key);
        }
        transfers.forget(this);
        rejections.forget(onRejection);
        writer.close();
    }

    @Override
    public void ended(Transfer transfer, Outcome outcome) {
        if (transfer.extent().isPresent()) {
            writer.add(new Event.Ended(
                    Instant.now(),
                    transfer,
                    outcome,
                    transfer.byteCount(),
                    transfer.age().toMillis()));
        }
    }

    private void refused(Rejections.Rejection rejection) {
        writer.add(new Event.Refused(Instant.now(), rejection));
    }

    private void begin() {
        transfers.observe(this);
        rejections.observe(onRejection);
    }

    private static LongAdder drops(Vertx vertx) {
        LocalMap<String, Drops> shared = vertx.sharedData().getLocalMap("chunkgate.accesslog.drops");
        return shared.computeIfAbsent("all", key -> new Drops(new LongAdder())).count();
    }
}
