package io.chunkgate.grpc;

/** How a client leaves a call. */
enum ClientDeparture {
    /** RST_STREAM. */
    CANCEL {
        @Override
        void leave(StreamCall<?, ?> call) {
            call.cancel();
        }
    },
    /** By closing its connection. */
    DROP {
        @Override
        void leave(StreamCall<?, ?> call) {
            call.dropConnection();
        }
    };

    abstract void leave(StreamCall<?, ?> call);
}
