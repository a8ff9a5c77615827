package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.PackagedGateway;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** tus-java-client, which sends PATCH as POST with X-HTTP-Method-Override, chunked, and waits for 100. */
class TusJavaIT {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String NAME = "folder/java.bin";

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private final TusClient client = new TusClient();
    private PackagedGateway gateway;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        gateway = PackagedGateway.start(PackagedGateway.serveOnFixedPorts(root), root);
        client.setUploadCreationURL(URI.create("http://" + gateway.address(Listener.HTTP) + "/uploads")
                .toURL());
        client.enableResuming(new TusURLMemoryStore());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 10485760", "67108864, 10485760", "67108864, 134217728"})
    void pausedUpload_completesAfterGatewayKill(long size, int requestBytes) throws Exception {
        file = LargeFiles.random(folder.resolve("file"), size);
        TusUploader first = open(requestBytes);
        send(first, size / 4);
        first.finish();

        TusUploader second = open(requestBytes);
        assertThat(second.getOffset()).isEqualTo(first.getOffset());
        send(second, size / 2);
        gateway.kill();
        assertThatThrownBy(() -> {
                    send(second, Long.MAX_VALUE);
                    second.finish();
                })
                .isInstanceOf(Exception.class);
        assertThat(root.resolve(NAME)).doesNotExist();
        gateway = gateway.startAgain();

        TusUploader third = open(requestBytes);
        assertThat(third.getOffset()).isGreaterThanOrEqualTo(first.getOffset());
        send(third, Long.MAX_VALUE);
        third.finish();
        LargeFiles.assertSame(root.resolve(NAME), file);
        assertThat(Digest.known(gateway, NAME)).isEqualTo(Digest.of(file));
    }

    private TusUploader open(int requestBytes) throws Exception {
        TusUpload upload = new TusUpload(file.toFile());
        upload.setMetadata(Map.of("filename", NAME));
        TusUploader uploader = client.resumeOrCreateUpload(upload);
        uploader.setChunkSize(MEBIBYTE / 4);
        uploader.setRequestPayloadSize(requestBytes);
        return uploader;
    }

    /** Sends until this number of bytes is in flight, or all are. */
    private static void send(TusUploader uploader, long offset) throws Exception {
        boolean more = true;
        while (more && uploader.getOffset() < offset) {
            more = uploader.uploadChunk() > 0;
        }
    }
}
