package io.chunkgate.client.tcp;

import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Get;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.ReceiveBuffer;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A download in CHUNK frames, each with its checksum. The flow control of TCP limits the gateway. */
final class TcpRead implements RemoteRead, TcpSession.Listener {
    /** Small, because an incomplete chunk is sent again after a broken connection. */
    private static final long CHUNK_BYTES = 64 * 1024;

    private final TcpSession session;
    private final RemoteFile file;
    private final ReceiveBuffer bytes;
    private long position;

    private TcpRead(TcpSession session, RemoteFile file, long position) {
        this.session = session;
        this.file = file;
        this.position = position;
        this.bytes = new ReceiveBuffer(session.context(), session::pause, session::resume);
    }

    static Future<RemoteRead> begin(TcpSession session, ReadRequest request) {
        Get get = new Get(
                request.name(),
                request.length(),
                OptionalLong.of(CHUNK_BYTES),
                OptionalLong.empty(),
                request.follow(),
                request.etag(),
                false);
        Frame frame = Frame.of(FrameType.GET, TcpSession.TRANSFER, request.offset(), 0, get.encode());
        return session.request(frame, FrameType.ACCEPT)
                .map(accept -> accepted(session, request.name(), accept))
                .onFailure(cause -> session.close());
    }

    private static RemoteRead accepted(TcpSession session, String name, Frame frame) {
        DownloadAccept accept = DownloadAccept.decode(frame.payload());
        RemoteFile file = new RemoteFile(
                name,
                accept.size(),
                accept.etag(),
                Optional.of(accept.modified()),
                accept.sha256(),
                accept.etag().isPresent());
        TcpRead read = new TcpRead(session, file, frame.offset());
        session.pause();
        session.listen(read);
        return read;
    }

    @Override
    public RemoteFile file() {
        return file;
    }

    @Override
    public ReadStream<Buffer> bytes() {
        return bytes;
    }

    @Override
    public void cancel() {
        session.context().run(() -> {
            session.close();
            bytes.fail(new ClientException(ErrorCode.ABORTED, "cancelled"));
        });
    }

    @Override
    public void received(FrameType type, Frame frame) {
        boolean inOrder = frame.offset() == position;
        if (type == FrameType.CHUNK && inOrder) {
            position += frame.payload().length();
            bytes.add(frame.payload());
        } else if (type == FrameType.DONE && inOrder) {
            session.close();
            bytes.end();
        } else {
            session.close();
            bytes.fail(new ClientException(
                    ErrorCode.INTERNAL, type + " at " + frame.offset() + " (expected: bytes at " + position + ")"));
        }
    }

    @Override
    public void failed(ClientException cause) {
        bytes.fail(cause);
    }
}
