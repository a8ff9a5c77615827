package io.chunkgate.tcp;

import io.chunkgate.config.TcpConfig;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.NameTemplate;

/**
 * What the sessions of one instance of the door share.
 *
 * @param door     the store, the registry, the configuration
 * @param names    how files of the bare form are called
 * @param underway what the store does for sessions of this instance
 */
record TcpSetup(DoorContext door, NameTemplate names, Underway underway) {
    TcpConfig tcp() {
        return door.config().tcp();
    }

    /** What a drain allows, as a delay of a timer. */
    long drainMillis() {
        return Math.max(1, door.config().server().drainTimeoutMs());
    }
}
