package io.chunkgate.cli;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LiveConfig;
import io.chunkgate.logging.LogLevels;
import io.chunkgate.server.launch.Gateway;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again at SIGHUP, and logs what has changed and what needs a restart. An invalid one changes nothing.
 * A signal that comes before the gateway has started has its effect then. Safe for any thread.
 */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    /** Whether a signal came before {@link #install}. */
    private static final AtomicBoolean HELD = new AtomicBoolean();

    private final Supplier<GatewayConfig> reader;
    private @Nullable Gateway gateway;
    private boolean isPending;

    private ReloadSignal(Supplier<GatewayConfig> reader) {
        this.reader = reader;
    }

    /** Keeps SIGHUP for {@link #install}. Called first of all: until then the signal ends the process. */
    static void hold() {
        try {
            Signals.handle("HUP", () -> HELD.set(true));
        } catch (IllegalStateException unavailable) {
            // install() reports it.
        }
    }

    /**
     * Replaces the default handling of SIGHUP, which is the end of the process.
     *
     * @param reader reads the configuration; throws a {@link ConfigException} for an invalid one
     */
    static ReloadSignal install(Supplier<GatewayConfig> reader) {
        ReloadSignal reload = new ReloadSignal(reader);
        try {
            Signals.handle("HUP", reload::received);
            if (HELD.getAndSet(false)) {
                reload.received();
            }
        } catch (IllegalStateException unavailable) {
            LOG.warn("The configuration cannot be read again while the gateway runs: {}", unavailable.getMessage());
        }
        return reload;
    }

    /** The gateway has started. */
    synchronized void started(Gateway running) {
        gateway = running;
        if (isPending) {
            reload(running);
        }
    }

    /** The gateway stops. */
    synchronized void stopped() {
        gateway = null;
    }

    private synchronized void received() {
        Gateway running = gateway;
        if (running == null) {
            isPending = true;
            LOG.info("SIGHUP: the gateway starts or stops; nothing is read again now");
        } else {
            reload(running);
        }
    }

    private void reload(Gateway running) {
        try {
            GatewayConfig next = reader.get();
            List<String> levels = LogLevels.reload();
            LiveConfig.Changes changes = running.reload(next);
            LOG.info(
                    "SIGHUP: configuration read again; changed: {}; log levels: {}; needs a restart: {}",
                    text(changes.applied()),
                    text(levels),
                    text(changes.needsRestart()));
        } catch (ConfigException | IllegalArgumentException e) {
            LOG.error("SIGHUP: nothing is changed, as the configuration is invalid: {}", e.getMessage());
        }
    }

    private static String text(List<String> changes) {
        return changes.isEmpty() ? "nothing" : String.join(", ", changes);
    }
}
