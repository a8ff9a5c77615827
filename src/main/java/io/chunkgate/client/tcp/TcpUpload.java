package io.chunkgate.client.tcp;

import io.chunkgate.cgp.Ack;
import io.chunkgate.cgp.Cancel;
import io.chunkgate.cgp.Commit;
import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.PublishedUpload;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** An upload in CHUNK frames, within the credit that the gateway grants. */
final class TcpUpload implements RemoteUpload, TcpSession.Listener {
    private final TcpSession session;
    private final UploadAccept accept;
    private final long offset;
    private final Promise<RemoteFile> done = Promise.promise();
    private long position;
    private long chunkNumber;
    private long credit;
    /** The bytes that the credit does not cover yet. */
    private Buffer remaining = Buffer.buffer();

    private Promise<Void> writing = Promise.promise();

    private TcpUpload(TcpSession session, UploadAccept accept, long offset) {
        this.session = session;
        this.accept = accept;
        this.offset = offset;
        this.position = offset;
        this.credit = accept.credit();
    }

    static Future<RemoteUpload> begin(TcpSession session, Put put) {
        return session.request(Frame.of(FrameType.PUT, TcpSession.TRANSFER, put.encode()), FrameType.ACCEPT)
                .map(frame -> new TcpUpload(session, UploadAccept.decode(frame.payload()), frame.offset()))
                .compose(TcpUpload::begun)
                .onFailure(cause -> session.close());
    }

    /** Requests DONE again for an upload that was already published. */
    private Future<RemoteUpload> begun() {
        session.listen(this);
        return accept.complete()
                ? commit(Optional.empty())
                        .<RemoteUpload>map(file -> new PublishedUpload(id(), file))
                        .onComplete(v -> session.close())
                : Future.succeededFuture(session.context().bind(this));
    }

    @Override
    public String id() {
        return accept.upload();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        if (done.future().failed()) {
            return done.future().mapEmpty();
        }
        remaining = bytes;
        writing = Promise.promise();
        advance();
        return writing.future();
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return commit(Optional.of(sha256));
    }

    @Override
    public Future<Void> discard() {
        session.send(Frame.of(FrameType.CANCEL, TcpSession.TRANSFER, new Cancel(true).encode()));
        return done.future()
                .onComplete(ended -> session.close())
                .transform(ended -> ended.succeeded() || ClientException.is(ErrorCode.ABORTED, ended.cause())
                        ? Future.succeededFuture()
                        : Future.failedFuture(ended.cause()));
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void received(FrameType type, Frame frame) {
        if (type == FrameType.ACK) {
            credit = Math.max(credit, Ack.decode(frame.payload()).credit());
            advance();
        } else if (type == FrameType.DONE) {
            done.tryComplete(file(Done.decode(frame.payload())));
        }
    }

    @Override
    public void failed(ClientException cause) {
        done.tryFail(cause);
        writing.tryFail(cause);
    }

    private Future<RemoteFile> commit(Optional<String> sha256) {
        Commit commit = new Commit(sha256);
        session.send(Frame.of(FrameType.COMMIT, TcpSession.TRANSFER, position, 0, commit.encode()));
        return done.future();
    }

    private void advance() {
        while (remaining.length() > 0 && position < credit) {
            int length = (int) Math.min(Math.min(remaining.length(), accept.maxPayload()), credit - position);
            Buffer chunk = remaining.slice(0, length);
            remaining = remaining.slice(length, remaining.length());
            Future<Void> sent = session.send(Frame.chunk(TcpSession.TRANSFER, position, chunkNumber++, chunk));
            position += length;
            if (remaining.length() == 0) {
                // The session reports a failed write, with its cause.
                sent.onSuccess(writing::tryComplete);
            }
        }
    }

    private static RemoteFile file(Done done) {
        return new RemoteFile(done.name(), done.size(), done.etag(), Optional.empty(), done.sha256(), true);
    }
}
