package io.chunkgate.http.download;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(CheckedVertx.class)
class PrecompressedTest {
    private static final int BROTLI_BLOCK = 64 * 1024;
    /** What the encoders of other projects make of {@link #LINES}. */
    private static final byte[] LINES =
            "0123456789 the quick brown fox\n".repeat(200).getBytes(US_ASCII);

    private static final byte[] BROTLI_OF_LINES =
            Base64.getDecoder().decode("GzcY+EUHhz6jdR5KmpaDDHRautBOS0FR88jqeZDCPP0AsPcA");
    private static final byte[] ZSTD_OF_LINES =
            Base64.getDecoder().decode("KLUv/WQ4Fz0BAPgwMTIzNDU2Nzg5IHRoZSBxdWljayBicm93biBmb3gKAQBboOiVE+VSmkM=");

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path root;

    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        probe = HttpProbe.of(vertx);
    }

    /** The content differs by size, so that a test sees which file it got. */
    private byte[] file(String name, int size, Instant modified) throws IOException {
        byte[] bytes = TestData.file(root.resolve(name), size);
        Files.setLastModifiedTime(root.resolve(name), FileTime.from(modified));
        return bytes;
    }

    private byte[] write(String name, byte[] bytes, Instant modified) throws IOException {
        Files.write(root.resolve(name), bytes);
        Files.setLastModifiedTime(root.resolve(name), FileTime.from(modified));
        return bytes;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write(plain);
        }
        return coded.toByteArray();
    }

    /** A frame with the size of its content, 4 bytes, one block that is not compressed, and a checksum. */
    private static byte[] zstd(byte[] plain) throws IOException {
        return Buffer.buffer()
                .appendIntLE(0xFD2FB528)
                .appendByte((byte) 0xA4)
                .appendIntLE(plain.length)
                .appendMediumLE(plain.length << 3 | 1)
                .appendBytes(plain)
                .appendIntLE((int) XxHash64.of(new ByteArrayInputStream(plain), plain.length))
                .getBytes();
    }

    /** Blocks that are not compressed, of up to 64 KiB, and an empty last one. The first bit is the size of the window. */
    private static byte[] brotli(byte[] plain) {
        Buffer coded = Buffer.buffer();
        for (int from = 0; from < plain.length; from += BROTLI_BLOCK) {
            int length = Math.min(BROTLI_BLOCK, plain.length - from);
            int head = (length - 1) << 3 | 1 << 19;
            coded.appendMediumLE(from == 0 ? head << 1 : head).appendBytes(plain, from, length);
        }
        return coded.appendByte((byte) 3).getBytes();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] without(byte[] bytes, int last) {
        return Arrays.copyOf(bytes, bytes.length - last);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | zstd",
                "gzip, br                | br",
                "gzip                    | gzip",
                "br;q=0.5, gzip          | gzip",
                "deflate                 |     ",
                "identity, gzip;q=0.5    |     ",
                "gzip;q=0                |     ",
                "*;q=0                   |     "
            })
    void bestAvailableCoding_isSent(String accepted, String coding) throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        byte[] gzip = write("a.txt.gz", gzip(plain), NOON);
        byte[] zstd = write("a.txt.zst", zstd(plain), NOON);
        byte[] brotli = write("a.txt.br", brotli(plain), NOON);
        Map<String, byte[]> all = Map.of("gzip", gzip, "zstd", zstd, "br", brotli);
        Reply response = probe.get("/files/a.txt", Map.of("Accept-Encoding", accepted));
        assertThat(response.header("content-encoding")).isEqualTo(coding);
        assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(response.body()).isEqualTo(coding == null ? plain : all.get(coding));
    }

    @ParameterizedTest
    @CsvSource({"br, br", "zstd, zst"})
    void fileOfAnEncoderOfAnotherProject_isSent(String coding, String suffix) throws Exception {
        byte[] coded = coding.equals("br") ? BROTLI_OF_LINES : ZSTD_OF_LINES;
        write("a.txt", LINES, NOON);
        write("a.txt." + suffix, coded, NOON);
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", coding)).body())
                .isEqualTo(coded);
    }

    /** From the specification of xxHash, and of its reference implementation. */
    @ParameterizedTest
    @CsvSource({"'', ef46db3751d8e999", "abc, 44bc2cf5ad770999"})
    void checksum_isThatOfTheSpecification(String text, String expected) throws Exception {
        byte[] bytes = text.getBytes(US_ASCII);
        assertThat(Long.toHexString(XxHash64.of(new ByteArrayInputStream(bytes), bytes.length)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> unusableSiblings() throws IOException {
        byte[] plain = TestData.bytes(100_000);
        byte[] gzip = gzip(plain);
        byte[] wrongChecksum = gzip.clone();
        wrongChecksum[gzip.length - 8] ^= 1;
        byte[] sameSize = plain.clone();
        sameSize[50_000] ^= 1;
        byte[] zstd = zstd(plain);
        byte[] brotli = brotli(plain);
        return Stream.of(
                arguments("empty gzip", "gz", new byte[0]),
                arguments("gzip without its last byte", "gz", without(gzip, 1)),
                arguments("gzip without its trailer", "gz", without(gzip, 8)),
                arguments("half of a gzip", "gz", without(gzip, gzip.length / 2)),
                arguments("gzip and zeros", "gz", join(gzip, new byte[100])),
                arguments("gzip that is not written yet but allocated", "gz", new byte[gzip.length]),
                arguments("gzip of an unfinished second member", "gz", join(gzip, Arrays.copyOf(gzip, 9))),
                arguments("gzip with a wrong checksum", "gz", wrongChecksum),
                arguments("gzip of another file of the size", "gz", gzip(sameSize)),
                arguments("gzip of a shorter file", "gz", gzip(without(plain, 1))),
                arguments("gzip of a longer file", "gz", gzip(join(plain, new byte[1]))),
                arguments("not a gzip", "gz", plain),
                arguments("empty zstd", "zst", new byte[0]),
                arguments("zstd without its last byte", "zst", without(zstd, 1)),
                arguments("head of a zstd", "zst", Arrays.copyOf(zstd, 9)),
                arguments("zstd and zeros", "zst", join(zstd, new byte[100])),
                arguments("zstd of a shorter file", "zst", zstd(without(plain, 1))),
                arguments("not a zstd", "zst", plain),
                arguments("zstd of another file of the size", "zst", zstd(sameSize)),
                arguments("zstd of a longer file", "zst", zstd(join(plain, new byte[1]))),
                arguments("empty brotli", "br", new byte[0]),
                arguments("brotli without its last byte", "br", without(brotli, 1)),
                arguments("half of a brotli", "br", without(brotli, brotli.length / 2)),
                arguments("brotli and a byte", "br", join(brotli, new byte[1])),
                arguments("brotli and zeros", "br", join(brotli, new byte[10_000])),
                arguments("brotli that is not written yet but allocated", "br", new byte[brotli.length]),
                arguments("brotli of an empty file", "br", new byte[] {6}),
                arguments("brotli of another file of the size", "br", brotli(sameSize)),
                arguments("brotli of a shorter file", "br", brotli(without(plain, 1))),
                arguments("brotli of a longer file", "br", brotli(join(plain, new byte[1]))),
                arguments("not a brotli", "br", plain));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableSiblings")
    void siblingThatIsNotComplete_orOfOtherContent_isIgnored(String what, String suffix, byte[] coded)
            throws Exception {
        byte[] plain = file("a.txt", 100_000, NOON);
        write("a.txt." + suffix, coded, NOON);
        Reply response = probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip, br, zstd"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).doesNotContainKey("content-encoding");
        assertThat(response.body()).isEqualTo(plain);
    }

    @Test
    void gzipOfSeveralMembers_isSent() throws Exception {
        byte[] plain = file("a.txt", 100_000, NOON);
        byte[] coded = join(gzip(Arrays.copyOf(plain, 40_000)), gzip(Arrays.copyOfRange(plain, 40_000, 100_000)));
        write("a.txt.gz", coded, NOON);
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).body())
                .isEqualTo(coded);
    }

    @Test
    void siblingThatWasJustWritten_isIgnored() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        write("a.txt.gz", gzip(plain), Instant.now());
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).body())
                .isEqualTo(plain);
    }

    @Test
    void siblingThatIsReplaced_isVerifiedAgain() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        byte[] coded = write("a.txt.gz", gzip(plain), NOON);
        for (int i = 0; i < 2; i++) {
            assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip"))
                            .body())
                    .isEqualTo(coded);
        }
        write("a.txt.gz", without(coded, 1), NOON);
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).body())
                .isEqualTo(plain);
    }

    @Test
    void clientWithoutAcceptEncoding_getsThePlainFile() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        write("a.txt.gz", gzip(plain), NOON);
        Reply response = probe.get("/files/a.txt", Map.of());
        assertThat(response.body()).isEqualTo(plain);
        assertThat(response.headers()).doesNotContainKey("content-encoding").containsEntry("vary", "Accept-Encoding");
    }

    @Test
    void olderSibling_isIgnored() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        write("a.txt.zst", zstd(plain), NOON.minusNanos(1));
        write("a.txt.gz", gzip(plain), NOON);
        Reply response = probe.get("/files/a.txt", Map.of("Accept-Encoding", "zstd, gzip"));
        assertThat(response.header("content-encoding")).isEqualTo("gzip");
    }

    @Test
    void siblingWithoutItsFile_isNotFound() throws Exception {
        file("a.txt.gz", 100, NOON);
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).status())
                .isEqualTo(404);
    }

    @Test
    void compressedFile_requestedByItsName_isSentUnchanged() throws Exception {
        byte[] coded = file("a.txt.gz", 100, NOON);
        Reply response = probe.get("/files/a.txt.gz", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.headers()).doesNotContainKey("content-encoding");
        assertThat(response.header("content-type")).isEqualTo("application/gzip");
        assertThat(response.body()).isEqualTo(coded);
    }

    @Test
    void resumeInAnotherCoding_startsOverInsteadOfMixing() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        byte[] coded = write("a.txt.gz", gzip(plain), NOON);
        String tag =
                probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).header("etag");
        assertThat(tag).isNotEqualTo(probe.get("/files/a.txt", Map.of()).header("etag"));
        Reply same =
                probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip", "Range", "bytes=40-", "If-Range", tag));
        assertThat(same.status()).isEqualTo(206);
        assertThat(same.header("content-encoding")).isEqualTo("gzip");
        assertThat(same.body()).isEqualTo(Arrays.copyOfRange(coded, 40, coded.length));
        Reply other = probe.get("/files/a.txt", Map.of("Range", "bytes=40-", "If-Range", tag));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(plain);
    }

    @Test
    void chunkQuery_countsTheBytesOfThePlainFile() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        write("a.txt.gz", gzip(plain), NOON);
        Reply response = probe.get("/files/a.txt?start_at=1&chunk_size=50", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(plain, 50, 1000));
    }

    @Test
    void nameThatLeavesNoRoomForTheSuffix_isServedPlain() throws Exception {
        String name = "n".repeat(255);
        byte[] plain = file(name, 1000, NOON);
        assertThat(probe.get("/files/" + name, Map.of("Accept-Encoding", "gzip"))
                        .body())
                .isEqualTo(plain);
    }

    @Test
    void switchedOff_onlyPlainFilesAreSent() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        write("a.txt.gz", gzip(plain), NOON);
        Vertx own = CheckedVertx.create();
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").put("precompressed", false);
        Listeners.open(own, "io.chunkgate.http.HttpServerVerticle", config);
        Reply response = HttpProbe.of(own).get("/files/a.txt", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.body()).isEqualTo(plain);
        assertThat(response.headers()).doesNotContainKeys("content-encoding", "vary");
        own.close().await(20, java.util.concurrent.TimeUnit.SECONDS);
    }
}
