package io.chunkgate.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** A request on a {@link RawHttp2} connection, and its response. */
public final class RawHttp2Stream {
    /** RFC 9113, section 7: the request was not processed. */
    public static final int REFUSED_STREAM = 7;

    private static final int STALLED_MILLIS = 100;

    private final RawHttp2 connection;
    private final int id;
    private final Deque<Map<String, String>> heads = new ArrayDeque<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long sendWindow;
    private boolean stalled;
    /** Received, but not returned to the server's window. */
    private int unreturned;

    private boolean ended;
    /** -1 for none. */
    private int resetCode = -1;

    RawHttp2Stream(RawHttp2 connection, int id, long sendWindow) {
        this.connection = connection;
        this.id = id;
        this.sendWindow = sendWindow;
    }

    public int id() {
        return id;
    }

    /** Does not extend this stream's window any more, as a client that does not read. */
    public RawHttp2Stream stall() {
        stalled = true;
        return this;
    }

    /** Ends {@link #stall}. */
    public void resume() throws IOException {
        stalled = false;
        returnWindow();
    }

    /** Sends a part of the body, and waits for windows meanwhile; less if the server ends the stream before. */
    public void send(byte[] bytes, boolean end) throws IOException {
        int sent = sendSome(bytes, 0, end);
        while (sent < bytes.length && !isOver()) {
            connection.await(() -> maySend() || isOver());
            sent += sendSome(bytes, sent, end);
        }
    }

    /** Sends bytes until a window is used up and is not extended for a while; returns how many were sent. */
    public int sendUntilStalled(byte[] bytes) throws IOException {
        int sent = 0;
        boolean progress = true;
        while (progress && sent < bytes.length) {
            int more = sendSome(bytes, sent, false);
            sent += more;
            progress = more > 0 || connection.poll(STALLED_MILLIS);
        }
        return sent;
    }

    /** Sends one frame of what the windows allow; returns how much that was. */
    public int sendSome(byte[] bytes, int offset, boolean end) throws IOException {
        int sent = connection.sendData(this, bytes, offset, end);
        sendWindow -= sent;
        return sent;
    }

    /** Resets this stream. */
    public void cancel() throws IOException {
        connection.reset(id);
    }

    /** Waits for the end of this stream and returns the response. A gRPC status is among the headers. */
    public RawHttp.Reply response() throws IOException {
        connection.await(this::isOver);
        RawHttp.Reply reply = read();
        while (reply.status() < 200) {
            reply = read();
        }
        return reply;
    }

    /** Waits for the next response; for the end of a final one. */
    public RawHttp.Reply read() throws IOException {
        connection.await(() -> !heads.isEmpty() || isOver());
        Map<String, String> head = heads.poll();
        if (head == null) {
            throw new IOException("the stream was reset: " + this);
        }
        int status = Integer.parseInt(head.getOrDefault(":status", "0"));
        return status < 200 ? new RawHttp.Reply(status, head, new byte[0]) : readBody(status, head);
    }

    private RawHttp.Reply readBody(int status, Map<String, String> head) throws IOException {
        connection.await(this::isOver);
        if (!ended) {
            throw new IOException("the stream was reset: " + this);
        }
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(head);
        heads.forEach(all::putAll); // Trailers.
        return new RawHttp.Reply(status, all, body.toByteArray());
    }

    /** The bytes of the body so far. */
    public int received() {
        return body.size();
    }

    /** Whether the server ended or reset it. */
    public boolean isOver() {
        return ended || isReset();
    }

    public boolean isReset() {
        return resetCode >= 0;
    }

    /** The error code of the reset. */
    public int resetCode() {
        return resetCode;
    }

    /** Whether both windows have room. */
    public boolean maySend() {
        return sendWindow > 0 && connection.sendWindow() > 0;
    }

    long sendWindow() {
        return sendWindow;
    }

    void extendSendWindow(long byteCount) {
        sendWindow += byteCount;
    }

    void receiveHeaders(Map<String, String> headers, boolean end) {
        heads.add(headers);
        ended |= end;
    }

    void receiveData(byte[] bytes, boolean end) throws IOException {
        body.writeBytes(bytes);
        ended |= end;
        unreturned += bytes.length;
        if (!stalled) {
            returnWindow();
        }
    }

    void receiveReset(int code) {
        resetCode = code;
    }

    private void returnWindow() throws IOException {
        if (unreturned > 0 && !isOver()) {
            connection.updateWindow(id, unreturned);
            unreturned = 0;
        }
    }

    @Override
    public String toString() {
        String end = ended ? ", ended" : isReset() ? ", reset by " + resetCode : "";
        return "stream " + id + ": window " + sendWindow + ", heads " + heads + ", " + body.size() + " bytes" + end;
    }
}
