package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.tcp.frame.Frame;
import io.chunkgate.testing.TestData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramedDownloadTest extends FramedTestBase {
    private static final int SIZE = 1_000_000;

    private byte[] bytes;

    private FramedClient openWithFile() throws Exception {
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
    void bytesFromAnyOffset_areTheFiles(int offset, String options) throws Exception {
        try (FramedClient client = openWithFile()) {
            FramedClient.Downloaded got = client.download(1, offset, "{'name':'a.bin'" + options + "}");
            assertThat(got.bytes()).isEqualTo(Arrays.copyOfRange(bytes, offset, SIZE));
            assertThat(got.accept().size()).hasValue(SIZE);
            assertThat(got.done().size()).hasValue(SIZE);
            assertThat(got.done().etag()).isEqualTo(got.accept().etag()).isPresent();
            assertThat(got.end()).isEqualTo(SIZE);
            long chunkSize = got.accept().chunkSize();
            assertThat(got.chunkCount()).isEqualTo((int) ((SIZE - offset + chunkSize - 1) / chunkSize));
        }
    }

    @Test
    void severalDownloadsAtOnce_doNotMix() throws Exception {
        try (FramedClient client = openWithFile()) {
            for (int t = 1; t <= 4; t++) {
                client.get(t, 0, "{'name':'a.bin','chunkSize':65536" + (t % 2 == 0 ? ",'checksum':'header'}" : "}"));
            }
            java.io.ByteArrayOutputStream[] got = new java.io.ByteArrayOutputStream[5];
            int done = 0;
            while (done < 4) {
                Frame frame = client.read();
                switch (FramedClient.type(frame)) {
                    case ACCEPT -> got[frame.transfer()] = new java.io.ByteArrayOutputStream();
                    case CHUNK ->
                        got[frame.transfer()].writeBytes(frame.payload().getBytes());
                    case DONE -> done++;
                    default -> throw new AssertionError(frame);
                }
            }
            for (int t = 1; t <= 4; t++) {
                assertThat(got[t].toByteArray()).isEqualTo(bytes);
            }
        }
    }
}
