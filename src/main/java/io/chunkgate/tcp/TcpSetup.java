package io.chunkgate.tcp;

import io.chunkgate.config.TcpConfig;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.NameTemplate;
import io.chunkgate.door.Underway;

/**
 * What the sessions of one instance of the door share.
 *
 * @param door  the store, the registry, the configuration
 * @param names how files of the bare form are called
 */
record TcpSetup(DoorContext door, NameTemplate names) {
    TcpConfig tcp() {
        return door.config().tcp();
    }

    /** The connections of this instance, and what the store does for their sessions. */
    Underway underway() {
        return door.underway();
    }

    /** What a drain allows, as a delay of a timer. */
    long drainMillis() {
        return Math.max(1, door.config().server().drainTimeoutMs());
    }
}
