package io.chunkgate.cgp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Tag;

/** Random bytes, cut anywhere: the parser finds the same frames, and payloads are decoded or refused without a fault. */
class FrameParserFuzz {
    private static final long LIMIT = 100_000;

    @Tag("fuzz")
    @FuzzTest(maxDuration = "10s")
    void briefly_bytesCutAnywhere_yieldTheSameFrames(FuzzedDataProvider data) {
        run(data);
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_bytesCutAnywhere_yieldTheSameFrames(FuzzedDataProvider data) {
        run(data);
    }

    private static void run(FuzzedDataProvider data) {
        int cut = data.consumeInt(0, 200);
        byte[] bytes = data.consumeRemainingAsBytes();
        Collected whole = new Collected(FrameParserFuzz::use);
        new FrameParser(whole).feed(Buffer.buffer(bytes));
        Collected parts = new Collected(FrameParserFuzz::use);
        FrameParser parser = new FrameParser(parts);
        int middle = Math.min(cut, bytes.length);
        parser.feed(Buffer.buffer(bytes).slice(0, middle));
        for (int i = middle; i < bytes.length; i++) {
            parser.feed(Buffer.buffer(bytes).slice(i, i + 1));
        }
        assertThat(parts.frames()).isEqualTo(whole.frames());
        assertThat(parts.integrities()).isEqualTo(whole.integrities());
        whole.frames().forEach(FrameParserFuzz::decode);
    }

    private static FrameReceiver.Payload use(FrameHeader header) {
        if (header.payloadLength() > LIMIT) {
            return FrameReceiver.Payload.REFUSE;
        }
        return header.flags() > 1 ? FrameReceiver.Payload.SKIP : FrameReceiver.Payload.KEEP;
    }

    private static void decode(Frame frame) {
        Buffer payload = frame.payload();
        try {
            Object message =
                    switch (FrameType.of(frame.header().type()).orElse(FrameType.BYE)) {
                        case HELLO -> Hello.decode(payload);
                        case WELCOME -> Welcome.decode(payload);
                        case PUT -> Put.decode(Put.decode(payload).encode());
                        case GET -> Get.decode(Get.decode(payload).encode());
                        case ACCEPT -> UploadAccept.decode(payload);
                        case ACK -> Ack.decode(payload);
                        case COMMIT -> Commit.decode(payload);
                        case DONE -> Done.decode(payload);
                        case STAT -> Stat.decode(payload);
                        case INFO -> Info.decode(payload);
                        case CANCEL -> Cancel.decode(payload);
                        case ERROR -> ErrorMessage.decode(payload);
                        default -> payload;
                    };
            assertThat(message).isNotNull();
        } catch (StoreException refused) {
            assertThat(refused).hasMessageContaining("expected: ");
        }
    }
}
