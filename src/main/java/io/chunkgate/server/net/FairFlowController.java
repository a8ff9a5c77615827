package io.chunkgate.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The flow control of what an HTTP/2 connection sends. Keeps the frames of each stream in a queue, and passes no more of them
 * on to Netty's controller than the windows of the stream and of the connection can take: Netty counts the pending bytes of all
 * streams against the connection's window, so one stream whose client does not read would stop the others.
 *
 * <p>Streams are served in turn, a part of at most {@value #PART_BYTES} bytes each. A stream without a window waits for its
 * update (RFC 9113, section 6.9) and delays no other. Used on the connection's event loop.
 */
final class FairFlowController extends Http2ConnectionAdapter implements Http2RemoteFlowController {
    static final int PART_BYTES = 64 * 1024;
    /** While the socket takes one part, the next one is pending already. */
    private static final int MAX_PENDING_BYTES = 2 * PART_BYTES;

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;
    private final Http2RemoteFlowController netty;
    private final Deque<StreamQueue> ready = new ArrayDeque<>();
    private int pendingBytes;
    /** Whether Netty's controller is being called; its listeners write frames, which are passed on afterwards. */
    private boolean busy;

    @FunctionalInterface
    private interface Call {
        void run() throws Http2Exception;
    }

    private FairFlowController(Http2Connection connection) {
        this.connection = connection;
        this.key = connection.newKey();
        this.netty = connection.remote().flowController();
    }

    /** Replaces Netty's controller of a connection; call before the first response. */
    static void install(Http2Connection connection) {
        FairFlowController controller = new FairFlowController(connection);
        connection.addListener(controller);
        connection.remote().flowController(controller);
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled frame) {
        StreamQueue queue = stream.getProperty(key);
        if (queue == null) {
            queue = new StreamQueue(this, stream);
            stream.setProperty(key, queue);
        }
        queue.add(frame);
        passOn();
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        StreamQueue queue = stream.getProperty(key);
        return (queue != null && !queue.isEmpty()) || netty.hasFlowControlled(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        call(() -> netty.incrementWindowSize(stream, delta));
        windowChanged(stream);
        passOn();
    }

    @Override
    public void initialWindowSize(int newWindowSize) throws Http2Exception {
        call(() -> netty.initialWindowSize(newWindowSize));
        connection.forEachActiveStream(stream -> {
            windowChanged(stream);
            return true;
        });
        passOn();
    }

    /** Writes to the channel until it is full, or nothing is left that the windows can take. */
    @Override
    public void writePendingBytes() throws Http2Exception {
        if (busy) {
            return;
        }
        do {
            passOn();
            netty.writePendingBytes();
        } while (hasRoom() && !ready.isEmpty() && isChannelWritable());
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        call(netty::channelWritabilityChanged);
        if (isChannelWritable()) {
            writePendingBytes();
            channelHandlerContext().flush();
        }
    }

    /** Called after Netty's controller has failed the frames that were passed on. */
    @Override
    public void onStreamClosed(Http2Stream stream) {
        StreamQueue queue = stream.getProperty(key);
        if (queue != null) {
            queue.close();
        }
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return netty.isWritable(stream);
    }

    @Override
    public void listener(Listener listener) {
        netty.listener(listener);
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        netty.updateDependencyTree(child, parent, weight, exclusive);
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        netty.channelHandlerContext(context);
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return netty.channelHandlerContext();
    }

    @Override
    public int initialWindowSize() {
        return netty.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return netty.windowSize(stream);
    }

    private void call(Call call) throws Http2Exception {
        boolean isNested = busy;
        busy = true;
        try {
            call.run();
        } finally {
            busy = isNested;
        }
    }

    private void windowChanged(Http2Stream stream) {
        StreamQueue queue = stream.getProperty(key);
        if (queue != null) {
            queue.advance();
        }
    }

    private void passOn() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            while (!ready.isEmpty() && hasRoom()) {
                ready.remove().passOn();
            }
        } finally {
            busy = false;
        }
    }

    private boolean hasRoom() {
        return room() > 0;
    }

    /** Returns the bytes that may be passed on, of all streams together. */
    int room() {
        return Math.min(MAX_PENDING_BYTES, netty.windowSize(connection.connectionStream())) - pendingBytes;
    }

    /** Queues a stream for its next part. */
    void enqueue(StreamQueue queue) {
        ready.add(queue);
    }

    /** Passes a frame without bytes on. */
    void passOn(Http2Stream stream, FlowControlled frame) {
        netty.addFlowControlled(stream, frame);
    }

    /** Passes a part on, whose bytes are pending until it is written or fails. */
    void passOn(Http2Stream stream, StreamQueue.Part part) {
        pendingBytes += part.size();
        netty.addFlowControlled(stream, part);
    }

    /** Counts bytes that are not pending any more. */
    void passedOn(int byteCount) {
        pendingBytes -= byteCount;
    }

    private boolean isChannelWritable() {
        return channelHandlerContext().channel().isWritable();
    }
}
