package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.http.Problem;
import io.chunkgate.http.QuietTime;
import io.chunkgate.http.upload.Outcome.Published;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Intake;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one request brings on its way into an upload that is open: received, then published or kept. It fails with a
 * {@link Refusal} for what the client did wrong; the response then says how far the upload is, if that is still there.
 */
final class Delivery {
    private final DoorContext context;
    private final HttpServerRequest request;
    private final Dialect dialect;
    private final Intake intake;
    private final Append append;

    /** @param intake ended by this */
    Delivery(DoorContext context, HttpServerRequest request, Dialect dialect, Intake intake, Append append) {
        this.context = context;
        this.request = request;
        this.dialect = dialect;
        this.intake = intake;
        this.append = append;
    }

    /** Brings the first bytes. */
    Future<Outcome> begin() {
        return receive();
    }

    /** Brings more bytes, if they fit to those that are there. */
    Future<Outcome> goOn() {
        Upload upload = intake.upload();
        Optional<Problem> mismatch = mismatch(upload);
        if (mismatch.isPresent()) {
            return keepAndFail(new Refusal(mismatch.get()));
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
            return Optional.of(dialect.wrongOffset(append.offset(), offset));
        }
        OptionalLong size = append.size();
        OptionalLong announced = upload.spec().size();
        if (size.isEmpty() || (announced.isPresent() && announced.equals(size))) {
            return Optional.empty();
        }
        if (announced.isPresent()) {
            return Optional.of(dialect.wrongSize(size.getAsLong(), Long.toString(announced.getAsLong())));
        }
        return size.getAsLong() < offset
                ? Optional.of(dialect.wrongSize(size.getAsLong(), "at least " + offset))
                : Optional.empty();
    }

    private Future<Outcome> receive() {
        OptionalLong size = intake.upload().spec().size();
        long room = size.orElse(Long.MAX_VALUE) - intake.upload().offset();
        if (append.length().orElse(0) > room) {
            return tooMany(size.getAsLong());
        }
        long limit = Math.min(room, append.length().orElse(Long.MAX_VALUE));
        Reception reception = new Reception(context, request, intake, limit, append.checksum());
        return reception
                .run(offset -> dialect.progressed(request, offset))
                .transform(received -> received.succeeded()
                        ? finish()
                        : failed(received.cause(), reception.isOverfull() && room == limit));
    }

    private Future<Outcome> failed(Throwable cause, boolean pastTheEnd) {
        if (isEndedByFullDisk(cause)) {
            return intake.discard(cause).transform(ended -> Future.failedFuture(cause));
        }
        if (cause instanceof Reception.ChecksumMismatch) {
            return keepAndFail(new Refusal(dialect.wrongChecksum()));
        }
        OptionalLong size = intake.upload().spec().size();
        return pastTheEnd && size.isPresent() ? tooMany(size.getAsLong()) : keepAndFail(cause);
    }

    private Future<Outcome> finish() {
        Upload upload = intake.upload();
        long offset = upload.offset();
        OptionalLong size = upload.spec().size();
        if (!append.completes(offset, size)) {
            return intake.keep().map(kept -> new Outcome(upload.id(), kept, upload.expiresAt(), Optional.empty()));
        }
        if (size.isPresent() && size.getAsLong() != offset) {
            return keepAndFail(new Refusal(dialect.wrongSize(offset, Long.toString(size.getAsLong()))));
        }
        return publish().map(published -> new Outcome(upload.id(), offset, upload.expiresAt(), Optional.of(published)));
    }

    /** Takes as long as the digest needs, which after a restart is to read the whole file. */
    private Future<Published> publish() {
        Future<Published> publishing = context.store()
                .stat(intake.upload().spec().name())
                .map(existing -> true)
                .otherwise(false)
                .compose(replaced -> intake.publish(append.sha256()).map(file -> new Published(file, replaced)))
                .onFailure(cause -> dialect.unpublished(request.response()))
                .recover(cause -> isEndedByFullDisk(cause)
                        ? context.store().discard(intake.upload().id()).transform(ended -> Future.failedFuture(cause))
                        : Future.failedFuture(cause));
        QuietTime.until(request, publishing);
        return publishing;
    }

    private boolean isEndedByFullDisk(Throwable cause) {
        return cause instanceof StoreException failure
                && failure.code() == ErrorCode.RESOURCE_EXHAUSTED
                && dialect.isEndedByFullDisk(append);
    }

    private Future<Outcome> tooMany(long size) {
        Refusal refusal = new Refusal(dialect.tooMany(size));
        return dialect.isEndedByTooMany()
                ? intake.discard(pastTheEnd(size)).transform(ended -> Future.failedFuture(refusal))
                : keepAndFail(refusal);
    }

    private static StoreException pastTheEnd(long size) {
        return StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "end of the body", "past the end", "at most " + size);
    }

    private <T> Future<T> keepAndFail(Throwable cause) {
        return intake.keep().transform(kept -> {
            Upload upload = intake.upload();
            if (!upload.lost().isComplete()) {
                request.response().putHeader("Upload-Offset", Long.toString(upload.offset()));
            }
            return Future.failedFuture(cause);
        });
    }
}
