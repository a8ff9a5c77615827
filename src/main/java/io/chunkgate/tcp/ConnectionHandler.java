package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;

/** Handles the accepted connections of a listener. */
interface ConnectionHandler {
    /** Serves a client until its connection is closed. */
    void serve(TcpConnection connection);

    /** Refuses a client and closes its connection. */
    void refuse(TcpConnection connection, ErrorCode code);
}
