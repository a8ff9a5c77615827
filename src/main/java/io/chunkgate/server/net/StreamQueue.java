package io.chunkgate.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The frames of one stream that wait, and the part of the first one that Netty's controller has. */
final class StreamQueue {
    private final FairFlowController controller;
    private final Http2Stream stream;
    private final Deque<FlowControlled> frames = new ArrayDeque<>();
    private @Nullable Part part;
    private boolean isReady;

    StreamQueue(FairFlowController controller, Http2Stream stream) {
        this.controller = controller;
        this.stream = stream;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void add(FlowControlled frame) {
        FlowControlled last = frames.peekLast();
        if (last == null || !last.merge(controller.channelHandlerContext(), frame)) {
            frames.add(frame);
        }
        advance();
    }

    /** Queues the stream for its next part; frames without bytes need no window and are passed on at once. */
    void advance() {
        while (part == null && !frames.isEmpty() && frames.element().size() == 0) {
            controller.passOn(stream, frames.remove());
        }
        if (part == null && !frames.isEmpty() && !isReady) {
            isReady = true;
            controller.enqueue(this);
        }
    }

    /** Passes a part on; a stream without a window is queued again when its window changes. */
    void passOn() {
        isReady = false;
        FlowControlled frame = frames.peek();
        int window = Math.min(controller.room(), controller.windowSize(stream));
        if (frame != null && window > 0) {
            Part next = new Part(frame, Math.min(Math.min(frame.size(), FairFlowController.PART_BYTES), window));
            part = next;
            controller.passOn(stream, next);
        }
    }

    /** Fails the frames that wait. Netty's controller fails the part that it has. */
    void close() {
        FlowControlled passedOn = part == null ? null : part.frame;
        for (FlowControlled frame = frames.poll(); frame != null; frame = frames.poll()) {
            if (frame != passedOn) {
                frame.error(controller.channelHandlerContext(), closed());
            }
        }
    }

    private Http2Exception closed() {
        return Http2Exception.streamError(
                stream.id(), Http2Error.STREAM_CLOSED, "the stream was closed before the frame was written");
    }

    /** The next bytes of a frame, as many as the windows could take when it was passed on. */
    final class Part implements FlowControlled {
        private final FlowControlled frame;
        private int byteCount;

        Part(FlowControlled frame, int byteCount) {
            this.frame = frame;
            this.byteCount = byteCount;
        }

        @Override
        public int size() {
            return byteCount;
        }

        @Override
        public void write(ChannelHandlerContext context, int allowedBytes) {
            int before = frame.size();
            frame.write(context, Math.min(allowedBytes, byteCount));
            shrink(frame.size() == 0 ? byteCount : before - frame.size());
        }

        @Override
        public void writeComplete() {
            part = null;
            if (frame.size() == 0 && frames.remove(frame)) {
                frame.writeComplete();
            }
            advance();
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            shrink(byteCount);
            part = null;
            frames.remove(frame);
            frame.error(context, cause);
        }

        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            return false;
        }

        private void shrink(int count) {
            byteCount -= count;
            controller.passedOn(count);
        }
    }
}
