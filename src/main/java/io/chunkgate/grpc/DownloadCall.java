package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.Download;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call that streams a file, from the request to the status. Whatever ends it (the last byte, an error, the deadline, a
 * client that went away or takes nothing), the file is released once, and at most one status goes out.
 *
 * <p>The head and the end of the response are Vert.x's; the messages with data are written between them, already framed.
 */
final class DownloadCall<A extends Message> {
    private final ServerContext server;
    private final GrpcExchange exchange;
    private final GrpcResponse<A> reply;
    private @Nullable Download download;
    private @Nullable ChunkSink sink;

    private DownloadCall(ServerContext server, GrpcExchange exchange, GrpcResponse<A> reply) {
        this.server = server;
        this.exchange = exchange;
        this.reply = reply;
    }

    /**
     * Serves a call, of which only the head was read so far.
     *
     * @param parser makes a request of the message, or throws a {@link StoreException}
     */
    static <A extends Message> void serve(
            ServerContext server,
            GrpcExchange exchange,
            GrpcServerRequest<?, A> call,
            Function<Buffer, StreamRequest<A>> parser) {
        DownloadCall<A> download = new DownloadCall<>(server, exchange, new GrpcResponse<>(server, exchange, call));
        download.reply.begin(download::lost, download::fail);
        OneMessage.of(call).map(parser).compose(download::open).onFailure(download::fail);
    }

    private Future<StoredFile> open(StreamRequest<A> request) {
        return request.open(exchange.server().store()).onSuccess(file -> opened(file, request));
    }

    private void opened(StoredFile file, StreamRequest<A> request) {
        if (reply.isOver()) {
            file.close();
            return;
        }
        try {
            begin(file, request.plan(file));
        } catch (RuntimeException e) {
            announce(file);
            file.close().onComplete(closed -> fail(e));
        }
    }

    private void begin(StoredFile file, StreamPlan<A> plan) {
        exchange.server()
                .begin(Listener.GRPC, Direction.ofDownload(file), file.info().name(), exchange.requestInfo())
                .onSuccess(transfer -> send(file, plan, transfer))
                .onFailure(refusal -> file.close().onComplete(closed -> fail(refusal)));
    }

    /** Goes ahead of an error too, which may be that the file has no such place. */
    private void announce(StoredFile file) {
        if (file.progress().isEmpty()) {
            FileInfo info = file.info();
            MultiMap headers = reply.response().headers();
            headers.set("x-file-size", Long.toString(info.size())).set("x-etag", info.etag());
        }
        reply.response().writeHead();
    }

    private void send(StoredFile file, StreamPlan<A> plan, Transfer transfer) {
        announce(file);
        plan.header().ifPresent(reply::send);
        ChunkSink messages = exchange.sink(server.vertx(), plan.framing());
        sink = messages;
        Download started = ChunkDownload.start(
                server.vertx(),
                file,
                plan.range(),
                plan.framing().chunkSize(),
                messages,
                transfer,
                server.minDownloadRate(server.config().grpc().stallTimeoutMillis()));
        download = started;
        started.done().map(sent -> plan.footer().get()).onSuccess(this::end).onFailure(this::failed);
    }

    private void end(Optional<A> footer) {
        footer.ifPresent(reply::send);
        reply.end();
    }

    private void lost() {
        if (download != null) {
            download.cancel(Failures.connectionLost());
        }
    }

    /** Gives up; a running download ends first and reports back. */
    private void fail(Throwable cause) {
        if (download != null) {
            download.cancel(Failures.toStoreException(cause));
        } else {
            failed(cause);
        }
    }

    /** A client that has chunks to take would not get to see the status. */
    private void failed(Throwable cause) {
        if (sink != null && sink.isBroken()) {
            reply.close();
        } else if (sink != null && sink.isBusy()) {
            reply.reset();
        } else if (download == null) {
            reply.refuse(cause);
        } else {
            reply.fail(cause);
        }
    }
}
