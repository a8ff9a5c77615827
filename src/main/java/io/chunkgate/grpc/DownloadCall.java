package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
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
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that streams a file, from the request to the status. However it ends (the last byte, an error, the deadline, a lost
 * or stalled client), the file is closed once and at most one status is sent.
 *
 * <p>Vert.x writes the head and the end of the response; the messages with data are written in between, already framed.
 */
final class DownloadCall<A extends Message> {
    private final GrpcExchange exchange;
    private final GrpcServerResponse<?, A> head;
    private final GrpcResponse<A> response;
    private @Nullable Download download;
    private @Nullable ChunkSink sink;

    private DownloadCall(GrpcExchange exchange, GrpcServerRequest<?, A> call) {
        this.exchange = exchange;
        this.head = call.response();
        this.response = new GrpcResponse<>(exchange, call);
    }

    /**
     * Serves a call, of which only the head was read so far.
     *
     * @param type   the default instance of the request message
     * @param method checks a request, or throws a {@link StoreException}
     */
    static <Q extends Message, A extends Message> void serve(
            GrpcExchange exchange, GrpcServerRequest<Q, A> call, Q type, Function<Q, DownloadMethod<A>> method) {
        DownloadCall<A> download = new DownloadCall<>(exchange, call);
        download.response.begin(download::connectionLost, download::fail);
        OneMessage.of(call, type).map(method).compose(download::open).onFailure(download::fail);
    }

    private Future<StoredFile> open(DownloadMethod<A> request) {
        return request.open(exchange.store()).onSuccess(file -> opened(file, request));
    }

    private void opened(StoredFile file, DownloadMethod<A> request) {
        if (response.isOver()) {
            file.close();
            return;
        }
        try {
            begin(file, request.plan(file));
        } catch (Throwable e) {
            writeHead(file);
            file.close().onComplete(closed -> fail(e));
        }
    }

    private void begin(StoredFile file, DownloadMethod.Plan<A> plan) {
        exchange.client()
                .begin(Direction.ofDownload(file), file.info().name())
                .onSuccess(transfer -> send(file, plan, transfer))
                .onFailure(refusal -> file.close().onComplete(closed -> fail(refusal)));
    }

    /** Sends the head. Also sent before an error, such as a start beyond the end of the file. */
    private void writeHead(StoredFile file) {
        if (file.progress().isEmpty()) {
            FileInfo info = file.info();
            MultiMap headers = head.headers();
            headers.set("x-file-size", Long.toString(info.size())).set("x-etag", info.etag());
        }
        head.writeHead();
    }

    private void send(StoredFile file, DownloadMethod.Plan<A> plan, Transfer transfer) {
        writeHead(file);
        plan.header().ifPresent(response::send);
        ServerContext server = exchange.server();
        ChunkSink messages = exchange.sink(plan.framing());
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
        IdleTimeoutSuppressor.until(exchange.http(), started.done());
        started.done().map(sent -> plan.footer().get()).onSuccess(this::end).onFailure(this::sendError);
    }

    private void end(Optional<A> footer) {
        footer.ifPresent(response::send);
        response.end();
    }

    private void connectionLost() {
        if (download != null) {
            download.cancel(Failures.connectionLost());
        }
    }

    /** Ends the call with an error. A running download is cancelled first, and its failure ends the call. */
    private void fail(Throwable cause) {
        if (download != null) {
            download.cancel(Failures.toStoreException(cause));
        } else {
            sendError(cause);
        }
    }

    /** Resets a client that does not read its chunks, since it would not get the status behind them. */
    private void sendError(Throwable cause) {
        if (sink != null && sink.isBroken()) {
            response.close();
        } else if (sink != null && sink.isBusy()) {
            response.reset();
        } else if (download == null) {
            response.refuse(cause);
        } else {
            response.fail(cause);
        }
    }
}
