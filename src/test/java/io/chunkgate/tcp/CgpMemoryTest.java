package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

/** CGP sessions while other clients use up the memory budget. */
class CgpMemoryTest extends CgpTestBase {
    private static final byte[] BYTES = TestData.bytes(300_000);

    @Test
    void chunk_waitsForMemory_andTheFileIsWhole() throws Exception {
        open();
        MemoryBudget memory = MemoryBudget.of(vertx);
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            MemoryBudget.Share others = memory.open();
            others.reserve(memory.capacity());
            long refusals = memory.refusals();
            client.chunk(1, 0, BYTES);
            eventually(() -> "refused", () -> memory.refusals() > refusals);
            others.close();
            client.commit(1, BYTES.length).expect(FrameType.DONE, 1);
        }
        assertThat(root.resolve("a")).hasBinaryContent(BYTES);
    }

    @Test
    void smallFrames_areServed_withoutRoomInTheBudget() throws Exception {
        open();
        MemoryBudget memory = MemoryBudget.of(vertx);
        memory.open().reserve(memory.capacity());
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[1000]).commit(1, 1000).expect(FrameType.DONE, 1);
            client.ping();
        }
        assertThat(root.resolve("a")).hasSize(1000);
    }

    @Test
    void closedConnection_releasesWhatItHeld() throws Exception {
        open();
        MemoryBudget memory = MemoryBudget.of(vertx);
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.raw(Buffer.buffer(
                    Frame.chunk(1, 0, 0, Buffer.buffer(BYTES)).encode().getBytes(0, 200_000)));
            eventually(() -> "held", () -> memory.held() > 0);
        }
        eventually(() -> memory.held() + " bytes held", () -> memory.held() == 0);
    }
}
