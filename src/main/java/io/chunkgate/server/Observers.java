package io.chunkgate.server;

import io.chunkgate.accesslog.AccessLog;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.net.SharedResource;
import io.chunkgate.tracing.Tracing;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.Optional;

/** The access log and the tracing of transfers, shared by all servers of a Vert.x with the same configuration. Blocks. */
final class Observers {
    private final Transfers transfers;
    private final Optional<AccessLog> log;
    private final Optional<Tracing> tracing;

    private Observers(Vertx vertx, GatewayConfig config) {
        this.transfers = Transfers.of(vertx);
        this.log =
                config.accessLog().isOn() ? Optional.of(AccessLog.open(vertx, config.accessLog())) : Optional.empty();
        this.tracing = config.tracing().isOn() ? Optional.of(Tracing.open(config.tracing())) : Optional.empty();
        tracing.ifPresent(transfers::addObserver);
    }

    /** @throws io.chunkgate.config.ConfigException for a file that cannot be written to */
    static SharedResource<Observers> acquire(Vertx vertx, GatewayConfig config) {
        String key = new JsonArray()
                .add(config.accessLog().toJson())
                .add(config.tracing().toJson())
                .encode();
        return SharedResource.acquire(
                vertx, "observers", key, () -> new Observers(vertx, config), observers -> observers.close(vertx));
    }

    private Future<Void> close(Vertx vertx) {
        return vertx.executeBlocking(() -> {
            log.ifPresent(AccessLog::close);
            tracing.ifPresent(ended -> {
                transfers.removeObserver(ended);
                ended.close();
            });
            return null;
        });
    }
}
