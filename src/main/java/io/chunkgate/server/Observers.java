package io.chunkgate.server;

import io.chunkgate.accesslog.AccessLog;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.tracing.Tracing;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Optional;

/**
 * Those who keep records of transfers, shared by all doors of a Vert.x that are configured alike: begun by the first, ended
 * with the last. Everything here blocks.
 */
final class Observers implements Shareable {
    private final LocalMap<String, Observers> map;
    private final String key;
    private final Transfers transfers;
    private final Optional<AccessLog> log;
    private final Optional<Tracing> tracing;
    private int users;

    private Observers(LocalMap<String, Observers> map, String key, Vertx vertx, GatewayConfig config) {
        this.map = map;
        this.key = key;
        this.transfers = Transfers.of(vertx);
        this.log =
                config.accessLog().isOn() ? Optional.of(AccessLog.open(vertx, config.accessLog())) : Optional.empty();
        this.tracing = config.tracing().isOn() ? Optional.of(Tracing.open(config.tracing())) : Optional.empty();
        tracing.ifPresent(transfers::observe);
    }

    /**
     * Each call is answered by one {@link #release}.
     *
     * @throws io.chunkgate.config.ConfigException for a file that cannot be written to
     */
    static Observers acquire(Vertx vertx, GatewayConfig config) {
        LocalMap<String, Observers> map = vertx.sharedData().getLocalMap("chunkgate.watchers");
        synchronized (map) {
            String key = new JsonArray()
                    .add(config.accessLog().toJson())
                    .add(config.tracing().toJson())
                    .encode();
            Observers observers = map.get(key);
            if (observers == null) {
                observers = new Observers(map, key, vertx, config);
                map.put(key, observers);
            }
            observers.users++;
            return observers;
        }
    }

    void release() {
        synchronized (map) {
            users--;
            if (users > 0) {
                return;
            }
            map.remove(key);
        }
        log.ifPresent(AccessLog::close);
        tracing.ifPresent(this::close);
    }

    private void close(Tracing ended) {
        transfers.forget((TransferObserver) ended);
        ended.close();
    }
}
