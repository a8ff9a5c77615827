package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;

/** What a listener does with its connections. */
interface Entrance {
    /** Serves a client until its connection is closed. */
    void serve(Connection connection);

    /** Turns a client away. */
    void refuse(Connection connection, ErrorCode code);
}
