package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A session has the same result however its bytes are cut: every position is tried. */
class CgpSplitsTest extends CgpTestBase {
    @Test
    void sessionCutAnywhere_getsTheSameReplies() throws Exception {
        TestData.file(root.resolve("file"), 10_000);
        open();
        Buffer session = session("cut");
        List<String> whole = replies(session, session.length());
        assertThat(whole).hasSize(8).anyMatch(reply -> reply.startsWith("CHUNK"));
        for (int cut = 1; cut < session.length(); cut++) {
            assertThat(replies(session, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    /** Every kind of reply, and nothing that depends on another run. */
    private static Buffer session(String name) {
        Buffer bytes = Preamble.bytes();
        for (Frame frame : new Frame[] {
            Frame.of(FrameType.HELLO, 0, Buffer.buffer("{\"client\":\"cut/1\"}")),
            Frame.of(FrameType.PING, 0, 1, 2, Buffer.buffer("abc")),
            Frame.of(FrameType.PUT, 1, Buffer.buffer("{\"name\":\"../" + name + "\"}")),
            Frame.chunk(1, 0, 0, Buffer.buffer("dropped")),
            Frame.of(FrameType.COMMIT, 1),
            Frame.of(FrameType.GET, 2, 9_000, 0, Buffer.buffer("{\"name\":\"file\"}")),
            Frame.of(FrameType.STAT, 3, Buffer.buffer("{\"name\":\"file\"}")),
            Frame.of(FrameType.BYE, 0)
        }) {
            bytes.appendBuffer(frame.encode());
        }
        return bytes;
    }

    /** The replies of each transfer, in order. */
    private List<String> replies(Buffer session, int cut) throws IOException {
        try (TcpClient socket = TcpClient.connect(Listeners.port(vertx, Listener.TCP))) {
            socket.send(session.getBytes(0, cut));
            socket.send(session.getBytes(cut, session.length()));
            return frames(socket.in());
        }
    }

    private static List<String> frames(DataInputStream in) throws IOException {
        TreeMap<Integer, List<String>> byTransfer = new TreeMap<>();
        while (true) {
            byte[] head = new byte[24];
            try {
                in.readFully(head);
            } catch (EOFException end) {
                List<String> all = new ArrayList<>();
                byTransfer.values().forEach(all::addAll);
                return all;
            }
            Buffer header = Buffer.buffer(head);
            byte[] payload = in.readNBytes(header.getInt(4));
            String type = FrameType.of(header.getUnsignedByte(0)).orElseThrow().name();
            String reply = type + " " + header.getLong(8) + " "
                    + Buffer.buffer(payload).hashCode();
            byTransfer
                    .computeIfAbsent(header.getUnsignedShort(2), t -> new ArrayList<>())
                    .add(reply);
        }
    }
}
