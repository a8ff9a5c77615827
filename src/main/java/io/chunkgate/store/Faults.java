package io.chunkgate.store;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports faults of the gateway itself: details go to the log, the client receives an id. */
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** Logs the cause under a new id; returns an {@code INTERNAL} that names only the id. */
    public static StoreException internal(Throwable cause) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error("Fault {}, serving {}", id, CurrentClient.describe(), cause);
        return new StoreException(ErrorCode.INTERNAL, "internal error; log entry " + id);
    }
}
