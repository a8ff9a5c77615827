package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.store.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An incomplete download: {@code NAME.part} has its bytes, and {@code NAME.part.json} its {@link PartialState}. The
 * download holds a lock on {@code NAME.part}. Blocking; the caller closes it.
 */
final class PartialFile implements ByteSink, AutoCloseable {
    private final Path target;
    private final Path part;
    private final Path stateFile;
    private final FileChannel channel;
    private final RemoteFile file;
    private final List<Segment> segments;

    private PartialFile(
            Path target, FileChannel channel, RemoteFile file, @Nullable PartialState earlier, int segmentCount)
            throws IOException {
        this.target = target;
        this.part = partOf(target);
        this.stateFile = stateFileOf(target);
        this.channel = channel;
        this.file = file;
        long size = file.size().orElseThrow();
        List<Segment> all = earlier == null ? List.of(new Segment(0, 0, size)) : earlier.segments();
        if (earlier == null) {
            channel.truncate(0);
        }
        this.segments = Segment.split(all, segmentCount);
        save();
    }

    /**
     * Opens the partial file of a target. Resumes an earlier download of the same version; otherwise starts over.
     *
     * @param file         the present version, with its size
     * @param segmentCount how many ranges are downloaded in parallel
     * @throws ClientException FAILED_PRECONDITION if another download writes to it
     */
    static PartialFile open(Path target, RemoteFile file, int segmentCount) throws IOException {
        FileChannel channel = FileChannel.open(
                partOf(target), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, target);
            PartialState earlier = PartialState.read(stateFileOf(target), channel.size())
                    .filter(state -> state.isOf(file))
                    .orElse(null);
            return new PartialFile(target, channel, file, earlier, segmentCount);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the partial file belongs to another version. */
    static boolean isStale(Path target, RemoteFile file) throws IOException {
        return Files.exists(partOf(target))
                && PartialState.read(stateFileOf(target), Files.size(partOf(target)))
                        .filter(state -> state.isOf(file))
                        .isEmpty();
    }

    List<Segment> segments() {
        return segments;
    }

    long doneBytes() {
        return segments.stream().mapToLong(Segment::doneBytes).sum();
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    /** Saves the position of each segment. */
    void save() throws IOException {
        new PartialState(file.name(), file.etag().orElse(""), file.size().orElseThrow(), segments).write(stateFile);
    }

    /** Reads the downloaded bytes. Closed with this file. */
    ByteSource source() throws IOException {
        return FileSource.of(channel);
    }

    /** Syncs the file and renames it to the target. */
    void publish(boolean overwrite) throws IOException {
        channel.force(true);
        requireFree(target, overwrite);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(stateFile);
    }

    /** Deletes the partial file and its state. */
    void discard() throws IOException {
        Files.deleteIfExists(stateFile);
        Files.deleteIfExists(part);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** @throws ClientException ALREADY_EXISTS if the target exists and must not be replaced */
    static void requireFree(Path target, boolean overwrite) {
        if (Files.isDirectory(target) || (!overwrite && Files.exists(target))) {
            throw new ClientException(ErrorCode.ALREADY_EXISTS, "'" + target + "' exists");
        }
    }

    private static Path partOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    private static Path stateFileOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".part.json");
    }

    private static void lock(FileChannel channel, Path target) throws IOException {
        Optional<FileLock> lock;
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException lockedByThisProcess) {
            lock = Optional.empty();
        }
        if (lock.isEmpty()) {
            throw new ClientException(
                    ErrorCode.FAILED_PRECONDITION, "'" + partOf(target) + "' is being written by another download");
        }
    }
}
