package io.chunkgate.tcp;

import io.chunkgate.cgp.Cancel;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Get;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.Stat;
import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Handles the frames of an open CGP session by their type, and passes those of a transfer on by its number. */
final class FrameDispatcher {
    private final CgpSession session;
    private final CgpContext context;
    private final StatHandler stats;
    private final Map<Integer, CgpTransfer> running = new HashMap<>();
    /** The numbers that a PUT or GET has used, refused ones included. */
    private final BitSet used = new BitSet();

    private boolean refusing;

    /** @param maxPayload of the session, in bytes */
    FrameDispatcher(
            CgpSession session,
            TcpContext listener,
            Client client,
            TcpConnection connection,
            FrameOutput output,
            InboundBudget budget,
            int maxPayload) {
        this.session = session;
        this.context = new CgpContext(listener, client, connection, output, budget, maxPayload, this::ended);
        this.stats = new StatHandler(context, this::checkIdle, this::sendError);
    }

    int maxPayload() {
        return context.maxPayload();
    }

    boolean isIdle() {
        return running.isEmpty() && stats.isIdle();
    }

    /** Refuses every further PUT and GET. */
    void refuseNew() {
        refusing = true;
    }

    /** Whether the payload of the frame is needed. */
    boolean wantsPayload(FrameHeader header) {
        FrameType type = FrameType.of(header.type()).orElse(null);
        if (type == null || header.flags() != 0) {
            return false;
        }
        return switch (type) {
            case PUT, GET, STAT, COMMIT, CANCEL, ACK, PING -> true;
            case CHUNK -> takesChunks(running.get(header.transfer()));
            default -> false;
        };
    }

    private static boolean takesChunks(@Nullable CgpTransfer transfer) {
        return transfer != null && transfer.takesChunks();
    }

    /** Part of a frame for a transfer has come. */
    void receivedPart(int number, int byteCount) {
        Optional.ofNullable(running.get(number)).ifPresent(transfer -> transfer.receivedPart(byteCount));
    }

    /** Handles a frame with a wrong checksum; false unless it is a CHUNK of a running upload, which can be sent again. */
    boolean receivedDamaged(Frame frame) {
        CgpTransfer transfer = running.get(frame.transfer());
        if (transfer == null || !transfer.takesChunks() || !isChunk(frame)) {
            return false;
        }
        transfer.receivedDamaged(frame);
        return true;
    }

    /** Handles an intact frame. */
    void received(Frame frame) {
        try {
            requireNoFlags(frame);
            FrameType type = FrameType.of(frame.header().type())
                    .orElseThrow(() -> StoreException.unexpected(
                            ErrorCode.UNIMPLEMENTED, "type", frame.header().type(), "a type of version 1.0"));
            dispatch(type, frame);
        } catch (StoreException e) {
            sendError(frame, e);
        } catch (Throwable fault) {
            session.end(Faults.internal(fault)); // Otherwise its transfer would never end.
        }
    }

    static void requireNoFlags(Frame frame) {
        if (frame.header().flags() != 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "flags", frame.header().flags(), "0");
        }
    }

    private void dispatch(FrameType type, Frame frame) {
        switch (type) {
            case PUT -> begin(frame, this::beginUpload);
            case GET -> begin(frame, this::beginDownload);
            case STAT -> {
                requireNumber(frame);
                stats.handle(frame, Stat.decode(frame.payload()));
            }
            case CHUNK, ACK, COMMIT, CANCEL -> pass(type, frame);
            case ERROR -> receivedError(frame.transfer());
            case PING -> {
                requireSession(type, frame);
                context.output().send(Frame.of(FrameType.PONG, 0, frame.offset(), frame.sequence(), frame.payload()));
            }
            case PONG -> requireSession(type, frame);
            case BYE -> {
                requireSession(type, frame);
                session.receivedBye();
            }
            default -> throw misplaced(type);
        }
    }

    private void begin(Frame frame, Consumer<Frame> beginning) {
        int number = requireNumber(frame);
        if (running.containsKey(number)) {
            session.end(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "transfer", number, "a number that is not in use"));
            return;
        }
        used.set(number);
        if (refusing) {
            throw new StoreException(ErrorCode.UNAVAILABLE, "transfer: after BYE (expected: another connection)");
        }
        int max = context.listener().tcp().maxTransfers();
        if (running.size() >= max) {
            throw StoreException.tooMany("running transfers", max, "fewer; try again when one has ended");
        }
        beginning.accept(frame);
    }

    private void beginUpload(Frame frame) {
        CgpUpload upload = new CgpUpload(context, frame.transfer(), Put.decode(frame.payload()));
        add(frame, upload);
        upload.begin();
    }

    private void beginDownload(Frame frame) {
        CgpDownload download = new CgpDownload(context, frame.transfer(), frame.offset(), Get.decode(frame.payload()));
        add(frame, download);
        download.begin();
    }

    private void add(Frame frame, CgpTransfer transfer) {
        running.put(frame.transfer(), transfer);
        session.transfersStarted();
    }

    /** Frames that crossed the end of their transfer are dropped; a COMMIT always gets a reply. */
    private void pass(FrameType type, Frame frame) {
        CgpTransfer transfer = running.get(frame.transfer());
        if (transfer != null) {
            transfer.received(type, frame);
        } else if (type == FrameType.COMMIT || !used.get(frame.transfer())) {
            throw new StoreException(
                    ErrorCode.FAILED_PRECONDITION, type + ": transfer " + frame.transfer() + " does not run");
        }
    }

    /** An ERROR of the client acts as a CANCEL of the transfer, or as a BYE of the session. Its payload is ignored. */
    private void receivedError(int number) {
        CgpTransfer transfer = running.get(number);
        if (number == 0) {
            session.receivedBye();
        } else if (transfer != null) {
            transfer.received(FrameType.CANCEL, Frame.of(FrameType.CANCEL, number, new Cancel(false).encode()));
        }
    }

    /** Final only if no transfer of the frame's number runs: a frame that is refused does not end one. */
    private void sendError(Frame frame, StoreException reason) {
        int number = frame.transfer();
        CgpTransfer transfer = running.get(number);
        if (number == 0) {
            context.output().sendError(0, 0, reason, OptionalLong.empty());
        } else if (transfer == null) {
            context.reject(reason);
            context.output().send(FrameOutput.finalError(number, 0, reason));
        } else {
            OptionalLong sequence = isChunk(frame) ? OptionalLong.of(frame.sequence()) : OptionalLong.empty();
            context.output().sendError(number, transfer.position(), reason, sequence);
        }
    }

    /** The client will send no more bytes. */
    void inputEnded() {
        refuseNew();
        List.copyOf(running.values()).forEach(CgpTransfer::inputEnded);
    }

    /** Ends every running transfer with an ERROR. */
    void stop(StoreException reason) {
        List.copyOf(running.values()).forEach(transfer -> transfer.stop(reason));
    }

    /** Ends every running transfer without sending anything. */
    void connectionLost() {
        List<CgpTransfer> all = List.copyOf(running.values());
        running.clear();
        all.forEach(CgpTransfer::connectionLost);
    }

    private void ended(int number) {
        running.remove(number);
        checkIdle();
    }

    private void checkIdle() {
        if (isIdle()) {
            session.transfersEnded();
        }
    }

    private static boolean isChunk(Frame frame) {
        return frame.header().type() == FrameType.CHUNK.code();
    }

    private static void requireSession(FrameType type, Frame frame) {
        if (frame.transfer() != 0) {
            throw misplaced(type);
        }
    }

    private static StoreException misplaced(FrameType type) {
        return new StoreException(ErrorCode.FAILED_PRECONDITION, "frame: " + type + " in the wrong place");
    }

    private static int requireNumber(Frame frame) {
        if (frame.transfer() == 0) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "transfer", 0, "1.." + Limits.MAX_TRANSFER);
        }
        return frame.transfer();
    }
}
