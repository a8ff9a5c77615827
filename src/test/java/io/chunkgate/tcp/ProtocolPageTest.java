package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameParser;
import io.chunkgate.cgp.FrameReceiver;
import io.chunkgate.cgp.FrameReceiver.Integrity;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example session in docs/tcp-protocol.md matches the gateway. */
class ProtocolPageTest extends CgpTestBase {
    private static final Path PAGE = Path.of("docs/tcp-protocol.md");

    private record Said(boolean byClient, Frame frame) {}

    @Test
    void exampleSession_matchesTheGateway() throws Exception {
        open();
        List<Said> session = workedSession();
        assertThat(session).hasSize(13);
        try (CgpClient client = connectCgp()) {
            for (Said said : session) {
                if (said.byClient()) {
                    client.send(said.frame());
                } else {
                    assertAlike(client.read(), said.frame());
                }
            }
            client.expectClosed();
        }
        assertThat(root.resolve("hello.txt")).hasContent("hello");
    }

    /** Ids, tags and times differ from run to run. */
    private static void assertAlike(Frame actual, Frame expected) {
        assertThat(CgpClient.type(actual)).isEqualTo(CgpClient.type(expected));
        assertThat(actual.transfer()).isEqualTo(expected.transfer());
        assertThat(actual.offset()).isEqualTo(expected.offset());
        assertThat(actual.sequence()).isEqualTo(expected.sequence());
        FrameType type = CgpClient.type(actual);
        if (type == FrameType.CHUNK || type == FrameType.ACK) {
            assertThat(actual).isEqualTo(expected);
        } else {
            assertThat(CgpClient.payload(actual).fieldNames())
                    .containsExactlyElementsOf(CgpClient.payload(expected).fieldNames());
        }
    }

    private static List<Said> workedSession() throws IOException {
        String page = Files.readString(PAGE);
        String hex = page.substring(page.indexOf("```hex") + 6);
        List<Said> session = new ArrayList<>();
        for (String block : hex.substring(0, hex.indexOf("```")).split("\n\n", -1)) {
            String title = block.strip().lines().findFirst().orElseThrow();
            String digits = block.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining());
            Buffer bytes = Buffer.buffer(HexFormat.of().parseHex(digits.replace(" ", "")));
            if (title.contains("preamble")) {
                assertThat(bytes).isEqualTo(Preamble.bytes());
            } else {
                session.add(new Said(title.startsWith("# client"), only(title, bytes)));
            }
        }
        return session;
    }

    private static Frame only(String title, Buffer bytes) {
        List<Frame> frames = new ArrayList<>();
        new FrameParser(new FrameReceiver() {
                    @Override
                    public Payload announced(FrameHeader header) {
                        return Payload.KEEP;
                    }

                    @Override
                    public void received(Frame frame, Integrity integrity) {
                        assertThat(integrity).as(title).isEqualTo(Integrity.WHOLE);
                        frames.add(frame);
                    }
                })
                .feed(bytes);
        assertThat(frames).as(title).hasSize(1);
        assertThat(title).contains(CgpClient.type(frames.get(0)).name());
        return frames.get(0);
    }

    @Test
    void page_listsEveryTypeAndEveryError() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Stream.of(FrameType.values()))
                .allSatisfy(type -> assertThat(page).contains("| %02X | %s |".formatted(type.code(), type.name())));
        assertThat(Stream.of(ErrorCode.values()))
                .allSatisfy(code -> assertThat(page).contains("| %d | %s |".formatted(code.number(), code.name())));
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void page_namesTheCodesThatClientsRetry(ErrorCode code) throws IOException {
        String row = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| %d | %s |".formatted(code.number(), code.name())))
                .findFirst()
                .orElseThrow();
        String retry = row.split("\\|")[4].strip();
        assertThat(retry.startsWith("yes")).isEqualTo(new ClientException(code, "").isTransient());
        assertThat(retry).matches("(yes|no|only with `retryAfterMs`).*");
    }
}
