package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.upload.protocol.UploadResult.Published;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Receives the bytes of one request into an open upload, then publishes or suspends the upload. Fails with a
 * {@link ProblemException} for errors of the client; the response then contains the offset of the upload, if it still exists.
 *
 * @param session ended by this operation
 */
record UploadOperation(
        Client client, HttpServerRequest request, UploadProtocol protocol, UploadSession session, Append append) {
    /** Appends bytes to a resumed upload, if their offset and size match it. */
    Future<UploadResult> resume() {
        Upload upload = session.upload();
        Optional<Problem> mismatch = mismatch(upload);
        if (mismatch.isPresent()) {
            return suspendAndFail(new ProblemException(mismatch.get()));
        }
        return upload.spec().size().isEmpty() && append.size().isPresent()
                ? upload.setSize(append.size().getAsLong())
                        .recover(this::suspendAndFail)
                        .compose(v -> receive())
                : receive();
    }

    private Optional<Problem> mismatch(Upload upload) {
        long offset = upload.offset();
        if (offset != append.offset()) {
            return Optional.of(protocol.wrongOffset(append.offset(), offset));
        }
        OptionalLong size = append.size();
        OptionalLong announced = upload.spec().size();
        if (size.isEmpty() || (announced.isPresent() && announced.equals(size))) {
            return Optional.empty();
        }
        if (announced.isPresent()) {
            return Optional.of(protocol.wrongSize(size.getAsLong(), Long.toString(announced.getAsLong())));
        }
        return size.getAsLong() < offset
                ? Optional.of(protocol.wrongSize(size.getAsLong(), "at least " + offset))
                : Optional.empty();
    }

    /** Receives the bytes. */
    Future<UploadResult> receive() {
        OptionalLong size = session.upload().spec().size();
        long room = size.orElse(Long.MAX_VALUE) - session.upload().offset();
        if (append.length().orElse(0) > room) {
            return tooMany(size.getAsLong());
        }
        long limit = Math.min(room, append.length().orElse(Long.MAX_VALUE));
        BodyReceiver receiver = new BodyReceiver(client.server(), request, session, limit, append.checksum());
        return receiver.run(offset -> protocol.progressed(request, offset))
                .transform(received -> received.succeeded()
                        ? finish()
                        : failed(received.cause(), receiver.isTooLong() && room == limit));
    }

    private Future<UploadResult> failed(Throwable cause, boolean isPastEnd) {
        OptionalLong size = session.upload().spec().size();
        if (isPastEnd && size.isPresent()) {
            return tooMany(size.getAsLong());
        }
        if (isEndedByLimit(cause)) {
            return session.discard(cause).transform(ended -> Future.failedFuture(cause));
        }
        if (cause instanceof BodyReceiver.ChecksumMismatch) {
            return suspendAndFail(new ProblemException(protocol.wrongChecksum()));
        }
        return suspendAndFail(cause);
    }

    private Future<UploadResult> finish() {
        Upload upload = session.upload();
        long offset = upload.offset();
        OptionalLong size = upload.spec().size();
        if (!append.completes(offset, size)) {
            return session.suspend()
                    .map(stored -> new UploadResult(upload.id(), stored, upload.expiresAt(), Optional.empty()));
        }
        if (size.isPresent() && size.getAsLong() != offset) {
            return suspendAndFail(new ProblemException(protocol.wrongSize(offset, Long.toString(size.getAsLong()))));
        }
        return publish()
                .map(published -> new UploadResult(upload.id(), offset, upload.expiresAt(), Optional.of(published)));
    }

    /** Takes as long as the digest; after a restart, the digest reads the whole file. */
    private Future<Published> publish() {
        FileName name = session.upload().spec().name();
        Future<Published> publishing = client.store()
                .stat(name)
                .map(existing -> true)
                .otherwise(false)
                .compose(existed -> session.publish(append.sha256())
                        .map(file -> new Published(file, existed && file.name().equals(name))))
                .onFailure(cause -> protocol.unpublished(request.response()))
                .recover(cause -> isEndedByLimit(cause)
                        ? client.store().discard(session.upload().id()).transform(ended -> Future.failedFuture(cause))
                        : Future.failedFuture(cause));
        IdleTimeoutSuppressor.until(request, publishing);
        return publishing;
    }

    private boolean isEndedByLimit(Throwable cause) {
        return StoreException.hasCode(cause, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.OUT_OF_RANGE)
                && protocol.isEndedByLimit(append);
    }

    private Future<UploadResult> tooMany(long size) {
        ProblemException refusal = new ProblemException(protocol.tooMany(size));
        return protocol.isEndedByTooMany()
                ? session.discard(bodyTooLong(size)).transform(ended -> Future.failedFuture(refusal))
                : suspendAndFail(refusal);
    }

    private static StoreException bodyTooLong(long size) {
        return StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "end of the body", "past the end", "at most " + size);
    }

    private <T> Future<T> suspendAndFail(Throwable cause) {
        return session.suspend().transform(suspended -> {
            Upload upload = session.upload();
            if (!upload.lost().isComplete()) {
                request.response().putHeader("Upload-Offset", Long.toString(upload.offset()));
            }
            return Future.failedFuture(cause);
        });
    }
}
