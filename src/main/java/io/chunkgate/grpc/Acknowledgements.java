package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.store.Upload;

/**
 * Tells a client what of its upload is stored and durable. One message at a time waits for the client, so that one that
 * does not listen costs nothing; those in between are left out.
 */
final class Acknowledgements<A extends Message> {
    private static final long NOTHING = -1;

    private final UploadMethod<?, A> method;
    private final GrpcResponse<A> reply;
    private final Upload upload;
    private long toldStored = NOTHING;
    private long toldDurable = NOTHING;
    private boolean underWay;

    Acknowledgements(UploadMethod<?, A> method, GrpcResponse<A> reply, Upload upload) {
        this.method = method;
        this.reply = reply;
        this.upload = upload;
    }

    /** Tells what is new, now or when the client took the message before. */
    void tell() {
        boolean isNew = upload.offset() != toldStored || upload.durableOffset() != toldDurable;
        if (isNew && !underWay && !reply.isOver()) {
            toldStored = upload.offset();
            toldDurable = upload.durableOffset();
            method.progress(upload).ifPresent(this::send);
        }
    }

    private void send(A message) {
        underWay = true;
        reply.send(message).onSuccess(taken -> {
            underWay = false;
            tell();
        });
    }
}
