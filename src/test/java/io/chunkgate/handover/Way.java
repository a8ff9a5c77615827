package io.chunkgate.handover;

import io.chunkgate.door.Listener;
import io.vertx.core.Vertx;

/** The ways to upload a file that can be gone on with. */
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
    FRAMED(Listener.TCP) {
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

    private final Listener door;

    Way(Listener door) {
        this.door = door;
    }

    Listener door() {
        return door;
    }

    abstract Uploader uploader(Vertx vertx);
}
