package io.chunkgate.store;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of our own: the log learns all of them, a client learns an id. */
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** Logs the cause under a new id and returns an {@code INTERNAL} that names the id and nothing else. */
    public static StoreException internal(Throwable cause) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error("Fault {}", id, cause);
        return new StoreException(ErrorCode.INTERNAL, "a fault of the server; its log has it as " + id);
    }
}
