package io.chunkgate.grpc;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.ByteRange;
import io.chunkgate.transfer.ChunkDownload;
import io.chunkgate.transfer.ChunkSink;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Download;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.Timer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code demo.Files/GetFile}, from the request to the status. Whatever ends it (the last byte, an error, the
 * deadline, a client that went away or takes nothing), the file is released once, and at most one status goes out.
 *
 * <p>The head and the end of the response are Vert.x's; the messages are written between them, already framed.
 */
final class GetFile {
    private final DoorContext door;
    private final Exchange exchange;
    private final GrpcServerRequest<Request, Response> call;
    private final Chunking chunking;
    private final ChunkSink sink;
    private @Nullable GrpcMessage message;
    private @Nullable Download download;
    private long deadlineTimer = -1;
    private boolean over;

    private GetFile(DoorContext door, Exchange exchange, GrpcServerRequest<Request, Response> call) {
        this.door = door;
        this.exchange = exchange;
        this.call = call;
        this.chunking = new Chunking(door.config().grpc().chunkSize());
        this.sink = exchange.sink(new MessageFraming(chunking.chunkSize()));
    }

    /** Serves a call, of which only the head was read so far. */
    static void serve(DoorContext door, Exchange exchange, GrpcServerRequest<Request, Response> call) {
        new GetFile(door, exchange, call).begin();
    }

    private void begin() {
        exchange.response().closeHandler(closed -> lost());
        keepDeadline();
        call.response().headers().set("x-chunk-size", Integer.toString(chunking.chunkSize()));
        call.messageHandler(this::received).endHandler(v -> requested());
        call.invalidMessageHandler(invalid ->
                fail(new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "request: larger than grpc.maxMessageSize")));
    }

    /** In place of Vert.x's timer, which would put the status behind messages that a stalled client does not take. */
    private void keepDeadline() {
        Timer ofVertx = call.deadline();
        if (ofVertx != null && ofVertx.cancel()) {
            String passed = "the call took longer than its deadline of " + call.timeout() + " ms";
            deadlineTimer = door.vertx()
                    .setTimer(call.timeout(), id -> fail(new StoreException(ErrorCode.DEADLINE_EXCEEDED, passed)));
        }
    }

    private void received(GrpcMessage received) {
        if (message == null) {
            message = received;
        } else {
            fail(StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", "several", "1"));
        }
    }

    private void requested() {
        if (over) {
            return;
        }
        if (message == null) {
            fail(StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", 0, "1"));
            return;
        }
        try {
            open(FileRequest.parse(message.payload()));
        } catch (StoreException e) {
            fail(e);
        }
    }

    private void open(FileRequest request) {
        door.store()
                .open(request.name())
                .onSuccess(file -> opened(file, request.startAt()))
                .onFailure(this::fail);
    }

    private void opened(StoredFile file, int startAt) {
        if (over) {
            file.close();
            return;
        }
        try {
            announce(file.info());
            send(file, chunking.from(startAt, file.info().size()));
        } catch (RuntimeException e) {
            file.close().onComplete(closed -> fail(e));
        }
    }

    private void announce(FileInfo info) {
        call.response().headers().set("x-file-size", Long.toString(info.size())).set("x-etag", info.etag());
        call.response().writeHead();
    }

    private void send(StoredFile file, ByteRange range) {
        Transfer transfer = door.transfers()
                .begin(Listener.GRPC.label(), Direction.DOWNLOAD, file.info().name(), exchange.peer());
        Download started = ChunkDownload.start(
                door.vertx(), file, range, chunking.chunkSize(), sink, transfer, stallTimeoutMillis());
        download = started;
        started.done().onSuccess(v -> end(GrpcStatus.OK, null)).onFailure(this::failed);
    }

    /** A stall is noticed after one to two of these: before the connection counts as idle and is closed. */
    private long stallTimeoutMillis() {
        return (door.config().grpc().idleTimeoutMs() + 2L) / 3;
    }

    /** The stream is closed: no status can be sent any more. */
    private void lost() {
        over = true;
        door.vertx().cancelTimer(deadlineTimer);
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

    private void failed(Throwable cause) {
        StoreException reason = Failures.toStoreException(cause);
        end(Statuses.of(reason.code()), reason.getMessage());
    }

    /**
     * Sends the status, unless the stream is about to be closed, or the client has messages to take before: then Vert.x
     * 5.0.12 would queue the trailers, and fail with a NullPointerException when the stream is closed. Such a call is reset.
     */
    private void end(GrpcStatus status, @Nullable String reason) {
        if (over) {
            return;
        }
        over = true;
        door.vertx().cancelTimer(deadlineTimer);
        if (sink.isBroken()) {
            return;
        }
        if (sink.isBusy()) {
            call.response().cancel();
        } else {
            call.response().status(status).statusMessage(reason).end();
        }
    }
}
