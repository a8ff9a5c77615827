package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.store.Upload;

/**
 * Reports to a client how much of its upload is stored and durable. At most one message waits for the client, which bounds the
 * memory of a client that does not read; reports in between are skipped.
 */
final class Acknowledgements<A extends Message> {
    private static final long NOTHING = -1;

    private final UploadMethod<?, A> method;
    private final GrpcResponse<A> response;
    private final Upload upload;
    private long sentStored = NOTHING;
    private long sentDurable = NOTHING;
    private boolean sending;

    Acknowledgements(UploadMethod<?, A> method, GrpcResponse<A> response, Upload upload) {
        this.method = method;
        this.response = response;
        this.upload = upload;
    }

    /** Sends the progress if it changed, now or when the client has taken the message before. */
    void send() {
        boolean isNew = upload.offset() != sentStored || upload.durableOffset() != sentDurable;
        if (isNew && !sending && !response.isOver()) {
            sentStored = upload.offset();
            sentDurable = upload.durableOffset();
            method.progress(upload).ifPresent(this::send);
        }
    }

    private void send(A message) {
        sending = true;
        response.send(message).onSuccess(written -> {
            sending = false;
            send();
        });
    }
}
