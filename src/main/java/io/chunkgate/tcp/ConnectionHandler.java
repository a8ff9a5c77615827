package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;

/** What a listener does with its connections. */
interface ConnectionHandler {
    /** Serves a client until its connection is closed. */
    void serve(TcpConnection connection);

    /** Turns a client away. */
    void refuse(TcpConnection connection, ErrorCode code);
}
