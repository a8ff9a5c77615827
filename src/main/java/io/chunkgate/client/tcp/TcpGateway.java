package io.chunkgate.client.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Info;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.Stat;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/** The client for CGP. The protocol has neither listings nor deletion. */
final class TcpGateway implements GatewayClient {
    private final TcpSessions sessions;

    TcpGateway(TcpSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Future<RemoteFile> stat(String name) {
        return info(new Stat(Optional.of(name), Optional.empty())).map(frame -> file(Info.decode(frame.payload())));
    }

    /** Requests an empty range: its ACCEPT carries the digest, if the gateway knows it. */
    @Override
    public Future<RemoteFile> digest(String name) {
        ReadRequest emptyRange = new ReadRequest(name, 0, OptionalLong.of(0), Optional.empty(), false);
        return read(emptyRange).map(read -> {
            read.cancel();
            return read.file();
        });
    }

    @Override
    public Future<RemoteFolderPage> list(String folder, Optional<String> after) {
        return unsupported("listings");
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        return sessions.open().compose(session -> TcpRead.begin(session, request));
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        return begin(request, Optional.empty());
    }

    @Override
    public Future<Long> storedBytes(String id) {
        return info(new Stat(Optional.empty(), Optional.of(id))).map(Frame::offset);
    }

    @Override
    public Future<RemoteUpload> resume(String id, UploadRequest request) {
        return begin(request, Optional.of(id));
    }

    @Override
    public Future<Void> delete(String name) {
        return unsupported("deletion");
    }

    @Override
    public Future<Void> close() {
        return sessions.close();
    }

    private Future<RemoteUpload> begin(UploadRequest request, Optional<String> id) {
        Put put = new Put(
                Optional.of(request.name()),
                request.size(),
                Optional.empty(),
                id,
                id.isEmpty() && !request.overwrite(),
                OptionalLong.empty());
        return sessions.open().compose(session -> TcpUpload.begin(session, put));
    }

    private Future<Frame> info(Stat stat) {
        return sessions.open().compose(session -> {
            FrameReply reply = new FrameReply(session, FrameType.INFO);
            session.send(Frame.of(FrameType.STAT, TcpSession.TRANSFER, stat.encode()));
            return reply.future().onComplete(v -> session.close());
        });
    }

    private static RemoteFile file(Info info) {
        return new RemoteFile(
                info.name(), info.size(), info.etag(), info.modified(), Optional.empty(), info.complete());
    }

    private static <T> Future<T> unsupported(String operation) {
        return Future.failedFuture(new ClientException(
                ErrorCode.UNIMPLEMENTED, "tcp: no " + operation + " in this protocol (expected: http or grpc)"));
    }
}
