package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.upload.protocol.UploadResult.Published;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one request brings on its way into an upload that is open: received, then published or kept. It fails with a
 * {@link ProblemException} for what the client did wrong; the response then says how far the upload is, if that is still there.
 */
final class UploadRequest {
    private final ServerContext context;
    private final HttpServerRequest request;
    private final UploadProtocol protocol;
    private final UploadSession uploadSession;
    private final Append append;

    /** @param uploadSession ended by this */
    UploadRequest(
            ServerContext context,
            HttpServerRequest request,
            UploadProtocol protocol,
            UploadSession uploadSession,
            Append append) {
        this.context = context;
        this.request = request;
        this.protocol = protocol;
        this.uploadSession = uploadSession;
        this.append = append;
    }

    /** Brings the first bytes. */
    Future<UploadResult> begin() {
        return receive();
    }

    /** Brings more bytes, if they fit to those that are there. */
    Future<UploadResult> proceed() {
        Upload upload = uploadSession.upload();
        Optional<Problem> mismatch = mismatch(upload);
        if (mismatch.isPresent()) {
            return keepAndFail(new ProblemException(mismatch.get()));
        }
        return upload.spec().size().isEmpty() && append.size().isPresent()
                ? upload.setSize(append.size().getAsLong())
                        .recover(this::keepAndFail)
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

    private Future<UploadResult> receive() {
        OptionalLong size = uploadSession.upload().spec().size();
        long room = size.orElse(Long.MAX_VALUE) - uploadSession.upload().offset();
        if (append.length().orElse(0) > room) {
            return tooMany(size.getAsLong());
        }
        long limit = Math.min(room, append.length().orElse(Long.MAX_VALUE));
        BodyReceiver receiver = new BodyReceiver(context, request, uploadSession, limit, append.checksum());
        return receiver.run(offset -> protocol.progressed(request, offset))
                .transform(received -> received.succeeded()
                        ? finish()
                        : failed(received.cause(), receiver.isOverfull() && room == limit));
    }

    private Future<UploadResult> failed(Throwable cause, boolean pastTheEnd) {
        if (isEndedByFullDisk(cause)) {
            return uploadSession.discard(cause).transform(ended -> Future.failedFuture(cause));
        }
        if (cause instanceof BodyReceiver.ChecksumMismatch) {
            return keepAndFail(new ProblemException(protocol.wrongChecksum()));
        }
        OptionalLong size = uploadSession.upload().spec().size();
        return pastTheEnd && size.isPresent() ? tooMany(size.getAsLong()) : keepAndFail(cause);
    }

    private Future<UploadResult> finish() {
        Upload upload = uploadSession.upload();
        long offset = upload.offset();
        OptionalLong size = upload.spec().size();
        if (!append.completes(offset, size)) {
            return uploadSession
                    .suspend()
                    .map(kept -> new UploadResult(upload.id(), kept, upload.expiresAt(), Optional.empty()));
        }
        if (size.isPresent() && size.getAsLong() != offset) {
            return keepAndFail(new ProblemException(protocol.wrongSize(offset, Long.toString(size.getAsLong()))));
        }
        return publish()
                .map(published -> new UploadResult(upload.id(), offset, upload.expiresAt(), Optional.of(published)));
    }

    /** Takes as long as the digest needs, which after a restart is to read the whole file. */
    private Future<Published> publish() {
        Future<Published> publishing = context.store()
                .stat(uploadSession.upload().spec().name())
                .map(existing -> true)
                .otherwise(false)
                .compose(replaced -> uploadSession.publish(append.sha256()).map(file -> new Published(file, replaced)))
                .onFailure(cause -> protocol.unpublished(request.response()))
                .recover(cause -> isEndedByFullDisk(cause)
                        ? context.store()
                                .discard(uploadSession.upload().id())
                                .transform(ended -> Future.failedFuture(cause))
                        : Future.failedFuture(cause));
        IdleTimeoutSuppressor.until(request, publishing);
        return publishing;
    }

    private boolean isEndedByFullDisk(Throwable cause) {
        return cause instanceof StoreException failure
                && failure.code() == ErrorCode.RESOURCE_EXHAUSTED
                && protocol.isEndedByFullDisk(append);
    }

    private Future<UploadResult> tooMany(long size) {
        ProblemException refusal = new ProblemException(protocol.tooMany(size));
        return protocol.isEndedByTooMany()
                ? uploadSession.discard(pastTheEnd(size)).transform(ended -> Future.failedFuture(refusal))
                : keepAndFail(refusal);
    }

    private static StoreException pastTheEnd(long size) {
        return StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "end of the body", "past the end", "at most " + size);
    }

    private <T> Future<T> keepAndFail(Throwable cause) {
        return uploadSession.suspend().transform(kept -> {
            Upload upload = uploadSession.upload();
            if (!upload.lost().isComplete()) {
                request.response().putHeader("Upload-Offset", Long.toString(upload.offset()));
            }
            return Future.failedFuture(cause);
        });
    }
}
