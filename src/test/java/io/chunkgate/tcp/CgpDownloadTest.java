package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgpDownloadTest extends CgpTestBase {
    private static final int SIZE = 1_000_000;

    private byte[] bytes;

    private CgpClient openWithFile() throws Exception {
        bytes = TestData.file(root.resolve("a.bin"), SIZE);
        open();
        return session();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0      | ``",
                "0      | ,'checksum':'header'",
                "4096   | ,'chunkSize':4096",
                "4096   | ,'chunkSize':4096,'checksum':'header'",
                "5      | ,'chunkSize':65536,'checksum':'header'",
                "131072 | ,'chunkSize':65536,'checksum':'header'",
                "999999 | ``",
                "7      | ,'chunkSize':5000",
                "0      | ,'chunkSize':1048576",
                "0      | ,'chunkSize':1048576,'checksum':'header'"
            })
    void download_startsAtAnyOffset(int offset, String options) throws Exception {
        try (CgpClient client = openWithFile()) {
            CgpClient.Downloaded got = client.download(1, offset, "{'name':'a.bin'" + options + "}");
            assertThat(got.bytes()).isEqualTo(Arrays.copyOfRange(bytes, offset, SIZE));
            assertThat(got.accept().size()).hasValue(SIZE);
            assertThat(got.done().size()).hasValue(SIZE);
            assertThat(got.done().etag()).isEqualTo(got.accept().etag()).isPresent();
            assertThat(got.end()).isEqualTo(SIZE);
            long chunkSize = got.accept().chunkSize();
            assertThat(got.chunkCount()).isEqualTo((int) ((SIZE - offset + chunkSize - 1) / chunkSize));
        }
    }

    /** Also those that the kernel copies from the file, as a frame of theirs is written in two parts. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void parallelDownloads_doNotMix(String checksum) throws Exception {
        int transfers = 8;
        try (CgpClient client = openWithFile()) {
            for (int t = 1; t <= transfers; t++) {
                String own = t == 1 ? "" : checksum;
                client.get(t, 0, "{'name':'a.bin','chunkSize':65536" + own + "}");
            }
            ByteArrayOutputStream[] got = new ByteArrayOutputStream[transfers + 1];
            int done = 0;
            while (done < transfers) {
                Frame frame = client.read();
                switch (CgpClient.type(frame)) {
                    case ACCEPT -> got[frame.transfer()] = new ByteArrayOutputStream();
                    case CHUNK ->
                        got[frame.transfer()].writeBytes(frame.payload().getBytes());
                    case DONE -> done++;
                    default -> throw new AssertionError(frame);
                }
            }
            for (int t = 1; t <= transfers; t++) {
                assertThat(got[t].toByteArray()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void chunks_areNumberedFromTheStartOfTheFile_orFrom0() throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 131_072, "{'name':'a.bin','chunkSize':65536,'length':131072}")
                    .expect(FrameType.ACCEPT, 1);
            assertThat(client.expect(FrameType.CHUNK, 1).sequence()).isEqualTo(2);
            assertThat(client.expect(FrameType.CHUNK, 1).sequence()).isEqualTo(3);
            client.expect(FrameType.DONE, 1);
            client.get(1, 131_073, "{'name':'a.bin','chunkSize':65536,'length':131072}")
                    .expect(FrameType.ACCEPT, 1);
            assertThat(client.expect(FrameType.CHUNK, 1).sequence()).isZero();
            assertThat(client.expect(FrameType.CHUNK, 1).sequence()).isEqualTo(1);
            client.expect(FrameType.DONE, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void headerOnlyChecksums_areSentOnRequestOnly(String options) throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 0, "{'name':'a.bin'" + options + "}").expect(FrameType.ACCEPT, 1);
            int flags = client.expect(FrameType.CHUNK, 1).header().flags();
            assertThat(flags).isEqualTo(options.isEmpty() ? 0 : FrameHeader.HEADER_ONLY_CRC);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4096", "4096, 4096", "5000, 5000", "65536, 65536", "65537, 65536", "99999999, 65536"})
    void chunkSize_isLimitedToTheRangeOfTheSession(long requested, long given) throws Exception {
        bytes = TestData.file(root.resolve("a.bin"), SIZE);
        open();
        try (CgpClient client = connectCgp()) {
            client.send(FrameType.HELLO, 0, 0, "{\"maxPayload\":65536}").expect(FrameType.WELCOME, 0);
            CgpClient.Downloaded got = client.download(1, 0, "{'name':'a.bin','chunkSize':" + requested + "}");
            assertThat(got.accept().chunkSize()).isEqualTo(given);
            assertThat(got.bytes()).isEqualTo(bytes);
            assertThat(client.download(1, 0, "{'name':'a.bin'}").accept().chunkSize())
                    .isEqualTo(65_536);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 20, 20, 30", "10, 0, 0, 10", "999990, 20, 10, 1000000", "1000000, 5, 0, 1000000"})
    void length_limitsTheBytes(long offset, long length, int count, long end) throws Exception {
        try (CgpClient client = openWithFile()) {
            CgpClient.Downloaded got = client.download(1, offset, "{'name':'a.bin','length':" + length + "}");
            assertThat(got.bytes()).hasSize(count);
            assertThat(got.end()).isEqualTo(end);
            assertThat(got.done().size()).hasValue(SIZE);
        }
    }

    @Test
    void accept_hasTheDigestIfKnown() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.upload(1, "{'name':'up'}", TestData.bytes(1000));
            CgpClient.Downloaded got = client.download(2, 0, "{'name':'up'}");
            assertThat(got.accept().sha256()).contains(TestData.sha256(TestData.bytes(1000)));
            assertThat(got.done().sha256()).isEqualTo(got.accept().sha256());
            TestData.file(root.resolve("by-hand"), 10);
            assertThat(client.download(3, 0, "{'name':'by-hand'}").done().sha256())
                    .isEmpty();
        }
    }

    @Test
    void emptyFile_isAcceptAndDone() throws Exception {
        Files.createFile(root.resolve("empty"));
        open();
        try (CgpClient client = session()) {
            assertThat(client.download(1, 0, "{'name':'empty','checksum':'header'}")
                            .bytes())
                    .isEmpty();
            client.get(1, 1, "{'name':'empty'}").expectError(1, ErrorCode.OUT_OF_RANGE, true);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {SIZE + 1, Long.MAX_VALUE, -1})
    void startBeyondTheEnd_isOutOfRange(long offset) throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, offset, "{'name':'a.bin'}").expectError(1, ErrorCode.OUT_OF_RANGE, true);
            client.ping();
        }
    }

    @Test
    void ifMatch_refusesAnotherVersion() throws Exception {
        try (CgpClient client = openWithFile()) {
            DownloadAccept accept = client.download(1, SIZE, "{'name':'a.bin'}").accept();
            String etag = accept.etag().orElseThrow().replace("\"", "\\\"");
            assertThat(client.download(2, SIZE - 5, "{'name':'a.bin','ifMatch':'" + etag + "'}")
                            .bytes())
                    .hasSize(5);
            Files.write(root.resolve("a.bin"), new byte[7]);
            client.get(3, 0, "{'name':'a.bin','ifMatch':'" + etag + "'}");
            client.expectError(3, ErrorCode.FAILED_PRECONDITION, true);
        }
    }

    @Test
    void folderOrMissingFile_isNotFound() throws Exception {
        open();
        Files.createDirectories(root.resolve("folder"));
        try (CgpClient client = session()) {
            client.get(1, 0, "{'name':'folder'}").expectError(1, ErrorCode.NOT_FOUND, true);
            client.get(2, 0, "{'name':'none'}").expectError(2, ErrorCode.NOT_FOUND, true);
            client.get(3, 0, "{}").expectError(3, ErrorCode.INVALID_ARGUMENT, true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void credit_limitsTheDownloadToCompleteChunks(String options) throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 0, "{'name':'a.bin','chunkSize':65536,'credit':131072" + options + "}");
            client.expect(FrameType.ACCEPT, 1);
            client.expect(FrameType.CHUNK, 1);
            client.expect(FrameType.CHUNK, 1);
            client.ping(); // Only the PONG comes.
            client.ack(1, 131_072, 131_072 + 65_535).ping();
            client.ack(1, 131_072, 131_072 + 65_536).expect(FrameType.CHUNK, 1);
            client.ack(1, 131_072, 10).ping();
            client.ack(1, 131_072, Long.MAX_VALUE);
            long end = 131_072 + 65_536;
            while (end < SIZE) {
                end += client.expect(FrameType.CHUNK, 1).payload().length();
            }
            client.expect(FrameType.DONE, 1);
        }
    }

    @Test
    void malformedAck_isRefused_andTheDownloadContinues() throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, SIZE - 10, "{'name':'a.bin','credit':0}").expect(FrameType.ACCEPT, 1);
            client.send(FrameType.ACK, 1, 0, "short").expectError(1, ErrorCode.INVALID_ARGUMENT, false);
            client.send(FrameType.COMMIT, 1, 0, "").expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.chunk(1, 0, new byte[3]).expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.ack(1, 0, SIZE).expect(FrameType.CHUNK, 1);
            client.expect(FrameType.DONE, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void cancel_endsTheDownload_afterCompleteFrames(String options) throws Exception {
        TestData.file(root.resolve("big"), 30_000_000);
        open();
        try (CgpClient client = session()) {
            client.get(1, 0, "{'name':'big','chunkSize':1048576" + options + "}")
                    .expect(FrameType.ACCEPT, 1);
            client.expect(FrameType.CHUNK, 1);
            client.send(FrameType.CANCEL, 1, 0, "");
            Frame frame = client.read();
            while (CgpClient.type(frame) == FrameType.CHUNK) {
                frame = client.read();
            }
            assertThat(CgpClient.type(frame)).isEqualTo(FrameType.ERROR);
            assertThat(CgpClient.payload(frame).getString("code")).isEqualTo("ABORTED");
            client.ping();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void fileChangedDuringDownload_isDataLoss_andTheSessionContinues(String options) throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 0, "{'name':'a.bin','chunkSize':65536,'credit':65536" + options + "}");
            client.expect(FrameType.ACCEPT, 1);
            client.expect(FrameType.CHUNK, 1);
            Files.write(root.resolve("a.bin"), new byte[SIZE + 1], StandardOpenOption.WRITE);
            client.ack(1, 0, Long.MAX_VALUE);
            Frame frame = client.read();
            while (CgpClient.type(frame) == FrameType.CHUNK) {
                frame = client.read();
            }
            assertThat(CgpClient.payload(frame).getString("code")).isEqualTo("DATA_LOSS");
            client.ping();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void fileAppendedToDuringDownload_arrivesWithTheLengthAtOpening(String options) throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 0, "{'name':'a.bin','chunkSize':65536,'credit':65536" + options + "}");
            client.expect(FrameType.ACCEPT, 1);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            got.writeBytes(client.expect(FrameType.CHUNK, 1).payload().getBytes());
            Files.write(root.resolve("a.bin"), new byte[10], StandardOpenOption.APPEND);
            client.ack(1, 0, Long.MAX_VALUE);
            Frame frame = client.read();
            while (CgpClient.type(frame) == FrameType.CHUNK) {
                got.writeBytes(frame.payload().getBytes());
                frame = client.read();
            }
            assertThat(CgpClient.type(frame)).isEqualTo(FrameType.DONE);
            assertThat(got.toByteArray()).isEqualTo(bytes);
        }
    }

    /** A frame whose announced bytes do not exist any more cannot be completed. */
    @Test
    void fileTruncatedDuringKernelCopy_resetsTheConnection() throws Exception {
        try (CgpClient client = openWithFile()) {
            client.get(1, 0, "{'name':'a.bin','chunkSize':65536,'credit':65536,'checksum':'header'}");
            client.expect(FrameType.ACCEPT, 1);
            client.expect(FrameType.CHUNK, 1);
            Files.write(root.resolve("a.bin"), new byte[70_000]);
            client.ack(1, 0, Long.MAX_VALUE);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.expect(FrameType.CHUNK, 1);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        awaitNothingRuns();
    }

    @Test
    void clientThatLeavesMidway_leavesNothingOpen() throws Exception {
        TestData.file(root.resolve("big"), 30_000_000);
        open();
        for (String options : new String[] {"", ",'checksum':'header'"}) {
            try (CgpClient client = session()) {
                client.get(1, 0, "{'name':'big'" + options + "}").expect(FrameType.ACCEPT, 1);
                client.expect(FrameType.CHUNK, 1);
            }
            awaitNothingRuns();
        }
    }
}
