package io.chunkgate.tcp;

import io.chunkgate.cgp.Cancel;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Get;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.Stat;
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

/** The transfers of one framed session by their numbers, and which frame is for whom. */
final class TransferTable {
    private final CgpContext context;
    private final Owner owner;
    private final StatHandler stats;
    private final Map<Integer, CgpTransfer> running = new HashMap<>();
    /** The numbers that were used, in vain or not. */
    private final BitSet used = new BitSet();

    private boolean refusing;

    /** The session, as its table sees it. */
    interface Owner {
        /** The first transfer runs. */
        void busy();

        /** Nothing runs any more. */
        void idle();

        /** The client did what no session survives. */
        void broken(StoreException reason);
    }

    /** @param maxPayload of the session, in bytes */
    TransferTable(
            TcpContext setup,
            TcpConnection connection,
            FrameOutput output,
            InboundBudget inboundBudget,
            int maxPayload,
            Owner owner) {
        this.context = new CgpContext(setup, connection, output, inboundBudget, maxPayload, this::ended);
        this.owner = owner;
        this.stats = new StatHandler(context, this::checkIdle);
    }

    int maxPayload() {
        return context.maxPayload();
    }

    boolean isIdle() {
        return running.isEmpty() && stats.isIdle();
    }

    /** From now on nothing begins. */
    void refuseMore() {
        refusing = true;
    }

    /** Whether the payload of a frame will be looked at. */
    boolean wants(FrameHeader header) {
        Optional<FrameType> type = FrameType.of(header.type());
        if (type.isEmpty() || header.flags() != 0) {
            return false;
        }
        return switch (type.get()) {
            case PUT, GET, STAT, COMMIT, CANCEL, ACK -> header.payloadLength() <= Limits.MAX_JSON_BYTES;
            case CHUNK ->
                Optional.ofNullable(running.get(header.transfer()))
                        .filter(CgpTransfer::takesChunks)
                        .isPresent();
            case PING -> true;
            default -> false;
        };
    }

    /** Bytes of a frame for a transfer have come. */
    void touched(int number, int byteCount) {
        Optional.ofNullable(running.get(number)).ifPresent(transfer -> transfer.touched(byteCount));
    }

    /** Takes a frame with a wrong checksum, if it is a CHUNK of a running upload: these can be sent again. */
    boolean tookDamaged(Frame frame) {
        CgpTransfer transfer = running.get(frame.transfer());
        if (frame.header().type() != FrameType.CHUNK.code() || transfer == null || !transfer.takesChunks()) {
            return false;
        }
        transfer.damaged(frame);
        return true;
    }

    /** Takes an intact frame that is not the session's own. */
    void received(Frame frame) {
        try {
            if (frame.header().flags() != 0) {
                throw badFlags(frame);
            }
            dispatch(frame);
        } catch (StoreException e) {
            sendError(frame, e);
        } catch (RuntimeException fault) {
            owner.broken(Faults.internal(fault)); // Else its transfer would run for ever.
        }
    }

    static StoreException badFlags(Frame frame) {
        return StoreException.unexpected(
                ErrorCode.INVALID_ARGUMENT, "flags", frame.header().flags(), "0");
    }

    private void dispatch(Frame frame) {
        FrameType type = FrameType.of(frame.header().type())
                .orElseThrow(() -> new StoreException(
                        ErrorCode.UNIMPLEMENTED,
                        "type: " + frame.header().type() + " (expected: one that version 1.0 has)"));
        switch (type) {
            case PUT -> begin(frame, number -> beginUpload(number, frame));
            case GET -> begin(frame, number -> beginDownload(number, frame));
            case STAT ->
                stats.reply(
                        requireNumber(frame), Stat.decode(requireShort(frame).payload()));
            case CHUNK, ACK, COMMIT, CANCEL -> pass(type, requireShort(frame));
            case ERROR -> cancel(frame.transfer());
            default ->
                throw new StoreException(ErrorCode.FAILED_PRECONDITION, "frame: " + type + " in the wrong place");
        }
    }

    private void begin(Frame frame, Consumer<Integer> beginning) {
        int number = requireNumber(frame);
        if (running.containsKey(number)) {
            owner.broken(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "transfer", number, "a number that is not in use"));
            return;
        }
        used.set(number);
        if (refusing) {
            throw new StoreException(ErrorCode.UNAVAILABLE, "transfer: after BYE (expected: another connection)");
        }
        int max = context.setup().tcp().maxTransfers();
        if (running.size() >= max) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED, "running transfers", max, "fewer; try again when one has ended");
        }
        requireShort(frame);
        beginning.accept(number);
    }

    private void beginUpload(int number, Frame frame) {
        CgpUpload upload = new CgpUpload(context, number, Put.decode(frame.payload()));
        add(number, upload);
        upload.begin();
    }

    private void beginDownload(int number, Frame frame) {
        CgpDownload download = new CgpDownload(context, number, frame.offset(), Get.decode(frame.payload()));
        add(number, download);
        download.begin();
    }

    private void add(int number, CgpTransfer transfer) {
        running.put(number, transfer);
        owner.busy();
    }

    /** What crossed the end of its transfer is nobody's fault. */
    private void pass(FrameType type, Frame frame) {
        CgpTransfer transfer = running.get(frame.transfer());
        if (transfer != null) {
            transfer.received(type, frame);
        } else if (type == FrameType.COMMIT || !used.get(frame.transfer())) {
            throw new StoreException(
                    ErrorCode.FAILED_PRECONDITION, type + ": transfer " + frame.transfer() + " does not run");
        }
    }

    /** What an ERROR of the client says is for people; what it does is this. */
    private void cancel(int number) {
        CgpTransfer transfer = running.get(number);
        if (transfer != null) {
            transfer.received(FrameType.CANCEL, Frame.of(FrameType.CANCEL, number, new Cancel(false).encode()));
        }
    }

    private void sendError(Frame frame, StoreException reason) {
        int number = frame.transfer();
        CgpTransfer transfer = running.get(number);
        if (number == 0) {
            context.output().sendError(0, 0, reason, OptionalLong.empty());
        } else if (transfer == null) {
            context.setup().reject(context.connection(), reason.code(), reason.getMessage());
            context.output().fail(number, 0, reason);
        } else {
            boolean isChunk = frame.header().type() == FrameType.CHUNK.code();
            OptionalLong sequence = isChunk ? OptionalLong.of(frame.sequence()) : OptionalLong.empty();
            context.output().sendError(number, transfer.position(), reason, sequence);
        }
    }

    /** The client will send nothing more. */
    void inputEnded() {
        refuseMore();
        List.copyOf(running.values()).forEach(CgpTransfer::inputEnded);
    }

    /** Ends what runs; each says so. */
    void stop(StoreException reason) {
        List.copyOf(running.values()).forEach(transfer -> transfer.stop(reason));
    }

    /** Nobody hears it any more. */
    void lost() {
        List<CgpTransfer> all = List.copyOf(running.values());
        running.clear();
        all.forEach(CgpTransfer::lost);
    }

    private void ended(int number) {
        running.remove(number);
        checkIdle();
    }

    private void checkIdle() {
        if (isIdle()) {
            owner.idle();
        }
    }

    private static int requireNumber(Frame frame) {
        if (frame.transfer() == 0) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "transfer", 0, "1.." + Limits.MAX_TRANSFER);
        }
        return frame.transfer();
    }

    /** The payload of a longer one was skipped. */
    private static Frame requireShort(Frame frame) {
        if (frame.payload().length() < frame.header().payloadLength()
                && frame.header().type() != FrameType.CHUNK.code()) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT,
                    "payload length",
                    frame.header().payloadLength(),
                    "at most " + Limits.MAX_JSON_BYTES);
        }
        return frame;
    }
}
