package io.chunkgate.cgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.FrameReceiver.Integrity;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames of {@code src/test/resources/cgp/frames}, which other implementations can test against too. */
class GoldenFramesTest {
    private static final Path FOLDER = Path.of("src/test/resources/cgp/frames");
    private static final String SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String UPLOAD = "00112233445566778899aabbccddeeff";
    private static final String ETAG = "\"5e884898da28047151d0e56f8dc62927\"";
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final Buffer BYTES = Buffer.buffer("hello");

    private record Golden(Frame frame, Function<Buffer, Object> decoder, Object message) {}

    private static final Map<String, Golden> FRAMES = new TreeMap<>();

    static {
        Hello hello = new Hello(Optional.of("demo/1.0"), OptionalLong.of(65_536), Optional.of("secret"));
        add("hello", FrameType.HELLO, 0, 0, hello, hello.encode(), Hello::decode);
        Welcome welcome = new Welcome("chunkgate/1.0", "1.0", 65_536, 8 << 20, 60_000, 1L << 40, 64);
        add("welcome", FrameType.WELCOME, 0, 0, welcome, welcome.encode(), Welcome::decode);
        Put put = new Put(
                Optional.of("in/hello.txt"),
                OptionalLong.of(5),
                Optional.of(SHA256),
                Optional.empty(),
                true,
                OptionalLong.of(4096));
        add("put", FrameType.PUT, 1, 0, put, put.encode(), Put::decode);
        Put resumed = new Put(
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of(UPLOAD),
                false,
                OptionalLong.empty());
        add("put-resumed", FrameType.PUT, 2, 0, resumed, resumed.encode(), Put::decode);
        UploadAccept accept = new UploadAccept(UPLOAD, 4096, 65_536, TIME, false);
        add("accept-upload", FrameType.ACCEPT, 1, 0, accept, accept.encode(), UploadAccept::decode);
        UploadAccept complete = new UploadAccept(UPLOAD, 5, 65_536, TIME, true);
        add("accept-complete", FrameType.ACCEPT, 2, 5, complete, complete.encode(), UploadAccept::decode);
        add("chunk", Frame.chunk(1, 0, 0, BYTES), BYTES, bytes -> bytes);
        FrameHeader unchecked = Frame.headerOfUncheckedChunk(3, 3_000_000_000L, 45_776, 5);
        add("chunk-header-only", new Frame(unchecked, BYTES), BYTES, bytes -> bytes);
        Ack ack = new Ack(0, 4101);
        add("ack", FrameType.ACK, 1, 5, ack, ack.encode(), Ack::decode);
        Commit commit = new Commit(Optional.of(SHA256));
        add("commit", FrameType.COMMIT, 1, 5, commit, commit.encode(), Commit::decode);
        Commit plain = new Commit(Optional.empty());
        add("commit-empty", FrameType.COMMIT, 1, 5, plain, Buffer.buffer(), Commit::decode);
        Done done = new Done("in/hello.txt", OptionalLong.of(5), Optional.of(ETAG), Optional.of(SHA256));
        add("done", FrameType.DONE, 1, 5, done, done.encode(), Done::decode);
        Get get = new Get(
                "big.bin",
                OptionalLong.of(1_000_000),
                OptionalLong.of(65_536),
                OptionalLong.of(3_000_131_072L),
                false,
                Optional.of(ETAG),
                true);
        add("get", FrameType.GET, 3, 3_000_000_000L, get, get.encode(), Get::decode);
        Get follow = new Get(
                "in/hello.txt",
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                true,
                Optional.empty(),
                false);
        add("get-follow", FrameType.GET, 4, 0, follow, follow.encode(), Get::decode);
        DownloadAccept download = new DownloadAccept(
                OptionalLong.of(4_000_000_000L), Optional.of(ETAG), 65_536, TIME, Optional.of(SHA256));
        add(
                "accept-download",
                FrameType.ACCEPT,
                3,
                3_000_000_000L,
                download,
                download.encode(),
                DownloadAccept::decode);
        DownloadAccept followed =
                new DownloadAccept(OptionalLong.empty(), Optional.empty(), 262_144, TIME, Optional.empty());
        add("accept-followed", FrameType.ACCEPT, 4, 0, followed, followed.encode(), DownloadAccept::decode);
        Stat stat = new Stat(Optional.of("in/hello.txt"), Optional.empty());
        add("stat", FrameType.STAT, 5, 0, stat, stat.encode(), Stat::decode);
        Info info = new Info(
                "in/hello.txt", OptionalLong.of(5), Optional.of(ETAG), Optional.of(TIME), Optional.empty(), true);
        add("info", FrameType.INFO, 5, 5, info, info.encode(), Info::decode);
        Info running = new Info(
                "in/hello.txt", OptionalLong.of(5), Optional.empty(), Optional.empty(), Optional.of(UPLOAD), false);
        add("info-upload", FrameType.INFO, 5, 3, running, running.encode(), Info::decode);
        Cancel cancel = new Cancel(true);
        add("cancel", FrameType.CANCEL, 1, 0, cancel, cancel.encode(), Cancel::decode);
        Buffer echo = Buffer.buffer(new byte[] {0, -1});
        add("ping", Frame.of(FrameType.PING, 0, 7, 9, echo), echo, bytes -> bytes);
        add("pong", Frame.of(FrameType.PONG, 0, 7, 9, echo), echo, bytes -> bytes);
        add("bye", Frame.of(FrameType.BYE, 0), Buffer.buffer(), bytes -> bytes);
        ErrorMessage error =
                ErrorMessage.of(ErrorCode.DATA_LOSS, "checksum: wrong", false).withSequence(3);
        add("error", FrameType.ERROR, 1, 5, error, error.encode(), ErrorMessage::decode);
        ErrorMessage last = new ErrorMessage(
                ErrorCode.UNAVAILABLE, "the gateway stops", true, OptionalLong.empty(), OptionalLong.of(1000));
        add("error-session", FrameType.ERROR, 0, 0, last, last.encode(), ErrorMessage::decode);
    }

    private static void add(
            String name,
            FrameType type,
            int transfer,
            long offset,
            Object message,
            Buffer payload,
            Function<Buffer, Object> decoder) {
        add(name, Frame.of(type, transfer, offset, 0, payload), message, decoder);
    }

    private static void add(String name, Frame frame, Object message, Function<Buffer, Object> decoder) {
        FRAMES.put(name, new Golden(frame, decoder, message));
    }

    static Set<String> names() {
        return FRAMES.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void frame_encodesToTheBytes(String name) {
        assertThat(hex(FRAMES.get(name).frame().encode())).isEqualTo(hex(bytes(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void bytes_decodeToTheFrame(String name) {
        Golden golden = FRAMES.get(name);
        Collected collected = new Collected();
        new FrameParser(collected).feed(bytes(name));
        assertThat(collected.frames()).hasSize(1);
        Frame frame = collected.frames().get(0);
        assertThat(frame).isEqualTo(golden.frame());
        boolean headerOnly = frame.header().flags() == FrameHeader.HEADER_ONLY_CRC;
        assertThat(collected.integrities()).containsExactly(headerOnly ? Integrity.HEADER : Integrity.WHOLE);
        assertThat(golden.decoder().apply(frame.payload())).isEqualTo(golden.message());
    }

    @Test
    void everyTypeAndEveryFile_isCovered() throws IOException {
        Set<FrameType> types = FRAMES.values().stream()
                .map(golden -> FrameType.of(golden.frame().header().type()).orElseThrow())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FrameType.class)));
        assertThat(types).containsExactlyInAnyOrder(FrameType.values());
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".hex", "")))
                    .containsExactlyInAnyOrderElementsOf(FRAMES.keySet());
        }
    }

    /** The bytes of a file: hexadecimal digits, spaces and comments. */
    static Buffer bytes(String name) {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(name + ".hex"))) {
            String digits = lines.filter(line -> !line.startsWith("#")).collect(Collectors.joining());
            return Buffer.buffer(HexFormat.of().parseHex(digits.replace(" ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(Buffer bytes) {
        return HexFormat.of().formatHex(bytes.getBytes());
    }
}
