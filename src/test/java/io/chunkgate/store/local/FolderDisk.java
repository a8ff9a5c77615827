package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records which folders are synced, and fails for one of them. */
final class FolderDisk implements UploadSettings.Disk {
    final List<Path> synced = new CopyOnWriteArrayList<>();
    volatile Optional<Path> broken = Optional.empty();

    @Override
    public void sync(FileChannel channel) throws IOException {
        channel.force(true);
    }

    @Override
    public void syncFolder(FileChannel folder, Path place) throws IOException {
        synced.add(place);
        if (broken.equals(Optional.of(place))) {
            throw new IOException("Eingabe-/Ausgabefehler");
        }
    }
}
