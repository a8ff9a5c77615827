package io.chunkgate.crossprotocol;

import io.chunkgate.server.net.Listener;
import io.vertx.core.Vertx;

/** The ways to upload a file resumably. */
enum Way {
    PUT(Listener.HTTP) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new PutUploader();
        }
    },
    TUS(Listener.HTTP) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new TusUploader();
        }
    },
    DRAFT(Listener.HTTP) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new DraftUploader();
        }
    },
    CGP(Listener.TCP) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new ClientUploader(vertx, "tcp");
        }
    },
    WRITE(Listener.GRPC) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new ClientUploader(vertx, "grpc");
        }
    },
    BYTE_STREAM(Listener.GRPC) {
        @Override
        Uploader uploader(Vertx vertx) {
            return new ByteStreamUploader(vertx);
        }
    };

    private final Listener server;

    Way(Listener server) {
        this.server = server;
    }

    Listener server() {
        return server;
    }

    abstract Uploader uploader(Vertx vertx);
}
