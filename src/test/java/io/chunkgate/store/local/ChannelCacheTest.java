package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelCacheTest {
    private static final FileName NAME = FileName.of("file.bin");

    @TempDir
    private Path folder;

    @Test
    void closedCache_closesItsFiles() throws IOException {
        ChannelCache cache = new ChannelCache(10);
        SharedChannel cached = open();
        cache.put(NAME, cached);
        ChannelCache.release(cached);
        assertThat(cached.channel().isOpen()).isTrue();
        cache.close();
        assertThat(cached.channel().isOpen()).isFalse();
    }

    @Test
    void fileThatIsOpenedWhileTheCacheCloses_isClosedByItsUser() throws IOException {
        ChannelCache cache = new ChannelCache(10);
        cache.close();
        SharedChannel late = open();
        cache.put(NAME, late);
        assertThat(late.channel().isOpen()).isTrue();
        ChannelCache.release(late);
        assertThat(late.channel().isOpen()).isFalse();
    }

    private SharedChannel open() throws IOException {
        Path path = Files.write(folder.resolve("file.bin"), new byte[10]);
        FileInfo info = new FileInfo(NAME, 10, Instant.EPOCH, "\"tag\"", Optional.empty());
        return new SharedChannel(path, FileVersion.of(path), info, FileChannel.open(path));
    }
}
