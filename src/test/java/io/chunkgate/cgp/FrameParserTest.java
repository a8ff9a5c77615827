package io.chunkgate.cgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.FrameReceiver.Integrity;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
    private static final Buffer SESSION = all(Stream.of(
            GoldenFramesTest.bytes("hello"),
            GoldenFramesTest.bytes("put"),
            GoldenFramesTest.bytes("chunk"),
            GoldenFramesTest.bytes("bye"),
            GoldenFramesTest.bytes("ping")));

    @Test
    void everySplitInTwo_yieldsTheSameFrames() {
        List<Frame> whole = framesOf(SESSION);
        assertThat(whole).hasSize(5);
        for (int cut = 0; cut <= SESSION.length(); cut++) {
            assertThat(framesOf(SESSION.slice(0, cut), SESSION.slice(cut, SESSION.length())))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @Test
    void singleBytes_yieldTheSameFrames() {
        Buffer[] bytes = new Buffer[SESSION.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = SESSION.slice(i, i + 1);
        }
        assertThat(framesOf(bytes)).isEqualTo(framesOf(SESSION));
    }

    @Test
    void largePayloadInManyParts_isComplete() {
        Frame chunk = Frame.chunk(1, 0, 0, Buffer.buffer(TestData.bytes(1_000_000)));
        Buffer bytes = Buffer.buffer(chunk.encode().getBytes());
        Collected collected = new Collected();
        FrameParser parser = new FrameParser(collected);
        Random random = new Random(1);
        for (int from = 0; from < bytes.length(); ) {
            int to = Math.min(bytes.length(), from + 1 + random.nextInt(3000));
            parser.feed(bytes.slice(from, to));
            from = to;
        }
        assertThat(collected.frames()).containsExactly(chunk);
        assertThat(collected.integrities()).containsExactly(Integrity.WHOLE);
    }

    @Test
    void everyFlippedBit_isDetected() {
        Buffer bytes = GoldenFramesTest.bytes("chunk");
        for (int bit = 0; bit < Byte.SIZE * bytes.length(); bit++) {
            int at = bit / Byte.SIZE;
            if (at >= 4 && at < 8) {
                continue; // The length decides how many bytes belong to the frame.
            }
            Buffer broken = Buffer.buffer(bytes.getBytes());
            broken.setByte(at, (byte) (bytes.getByte(at) ^ 1 << bit % Byte.SIZE));
            Collected collected = new Collected();
            new FrameParser(collected).feed(broken);
            assertThat(collected.integrities()).as("bit %d", bit).containsExactly(Integrity.BROKEN);
        }
    }

    @Test
    void skippedPayload_isCheckedAndDropped() {
        Collected collected = new Collected(header -> FrameReceiver.Payload.SKIP);
        FrameParser parser = new FrameParser(collected);
        parser.feed(GoldenFramesTest.bytes("hello"));
        Buffer broken = GoldenFramesTest.bytes("hello");
        broken.setByte(broken.length() - 1, (byte) 0);
        parser.feed(broken);
        assertThat(collected.frames())
                .hasSize(2)
                .allSatisfy(frame -> assertThat(frame.payload().length()).isZero());
        assertThat(collected.integrities()).containsExactly(Integrity.WHOLE, Integrity.BROKEN);
    }

    @Test
    void refusedFrame_stopsTheParser() {
        Collected collected = new Collected(header ->
                header.type() == FrameType.PUT.code() ? FrameReceiver.Payload.REFUSE : FrameReceiver.Payload.KEEP);
        FrameParser parser = new FrameParser(collected);
        parser.feed(SESSION);
        parser.feed(SESSION);
        assertThat(collected.frames()).hasSize(1);
    }

    @Test
    void waitingFrame_isAnnouncedAgain_andNothingBehindItIsLost() {
        Buffer[] parts = {SESSION.slice(0, 30), SESSION.slice(30, 100), SESSION.slice(100, SESSION.length())};
        boolean[] hasRoom = {false};
        Collected collected =
                new Collected(header -> hasRoom[0] ? FrameReceiver.Payload.KEEP : FrameReceiver.Payload.WAIT);
        FrameParser parser = new FrameParser(collected);
        for (Buffer part : parts) {
            parser.feed(part);
        }
        parser.resume();
        assertThat(collected.frames()).isEmpty();
        hasRoom[0] = true;
        parser.resume();
        assertThat(collected.frames()).isEqualTo(framesOf(SESSION));
    }

    @Test
    void receiverThatStopsTheParser_getsNothingMore() {
        FrameParser[] parser = new FrameParser[1];
        Collected collected = new Collected(header -> {
            if (header.type() == FrameType.CHUNK.code()) {
                parser[0].stop();
            }
            return FrameReceiver.Payload.KEEP;
        });
        parser[0] = new FrameParser(collected);
        parser[0].feed(SESSION);
        assertThat(collected.frames()).hasSize(2);
    }

    /** For an announced length of 4 GiB, memory is allocated only for the bytes that arrived. */
    @ParameterizedTest
    @ValueSource(longs = {0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL})
    void hostileLength_isAnnouncedBeforeMemoryIsAllocated(long length) {
        FrameHeader hostile = new FrameHeader(FrameType.PING.code(), 0, 0, length, 0, 0, 0);
        long[] announced = {-1};
        Collected collected = new Collected(header -> {
            announced[0] = header.payloadLength();
            return FrameReceiver.Payload.KEEP;
        });
        FrameParser parser = new FrameParser(collected);
        parser.feed(hostile.encode());
        parser.feed(Buffer.buffer(new byte[1000]));
        assertThat(announced[0]).isEqualTo(length);
        assertThat(collected.frames()).isEmpty();
        assertThat(parser.pending()).contains(hostile);
    }

    private static List<Frame> framesOf(Buffer... parts) {
        Collected collected = new Collected();
        FrameParser parser = new FrameParser(collected);
        Stream.of(parts).forEach(parser::feed);
        assertThat(collected.integrities()).allMatch(Integrity.WHOLE::equals);
        assertThat(parser.pending()).isEmpty();
        return collected.frames();
    }

    private static Buffer all(Stream<Buffer> parts) {
        Buffer all = Buffer.buffer();
        parts.forEach(all::appendBuffer);
        return all;
    }
}
