package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.store.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * An incomplete download: {@code NAME.part} has its bytes, and {@code NAME.part.json} its {@link PartialState}. The
 * download holds a lock on {@code NAME.part}. Blocking; the caller closes it.
 */
final class PartialFile implements ByteSink, AutoCloseable {
    private final Path target;
    private final FileChannel channel;
    private final boolean startsOver;
    private RemoteFile file;
    private List<Segment> segments;

    private PartialFile(Path target, FileChannel channel, RemoteFile file, List<Segment> segments, boolean startsOver) {
        this.target = target;
        this.channel = channel;
        this.file = file;
        this.segments = segments;
        this.startsOver = startsOver;
    }

    /**
     * Opens the partial file of a target. Resumes an earlier download of the same version; otherwise starts over.
     *
     * @param file         the present version, with its size
     * @param segmentCount how many ranges are downloaded in parallel
     * @throws ClientException FAILED_PRECONDITION if another download writes to it
     */
    static PartialFile open(Path target, RemoteFile file, int segmentCount) throws IOException {
        boolean existed = Files.exists(partOf(target));
        FileChannel channel = FileChannel.open(
                partOf(target), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, target);
            Optional<PartialState> earlier =
                    PartialState.read(stateFileOf(target), channel.size()).filter(state -> state.isOf(file));
            if (earlier.isEmpty()) {
                channel.truncate(0);
            }
            List<Segment> segments = earlier.map(PartialState::segments)
                    .orElseGet(() -> List.of(new Segment(0, 0, file.size().orElseThrow())));
            PartialFile partial = new PartialFile(
                    target, channel, file, Segment.split(segments, segmentCount), existed && earlier.isEmpty());
            partial.save();
            return partial;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the partial file belonged to another version. */
    boolean startsOver() {
        return startsOver;
    }

    /** Makes it the partial file of another version, from whose start one range is downloaded. Only while it is empty. */
    void startWith(RemoteFile version) throws IOException {
        file = version;
        segments = List.of(new Segment(0, 0, version.size().orElseThrow()));
        save();
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
        new PartialState(file.name(), file.etag().orElse(""), file.size().orElseThrow(), segments)
                .write(stateFileOf(target));
    }

    /** Reads the downloaded bytes. Closed with this file. */
    ByteSource source() throws IOException {
        return FileSource.of(channel);
    }

    /** Syncs the file and renames it to the target. */
    void publish(boolean overwrite) throws IOException {
        channel.force(true);
        requireFree(target, overwrite);
        Files.move(partOf(target), target, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(stateFileOf(target));
    }

    /** Deletes the partial file and its state. */
    void discard() throws IOException {
        Files.deleteIfExists(stateFileOf(target));
        Files.deleteIfExists(partOf(target));
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
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException lockedByThisProcess) {
            // Reported as if another process had the lock.
        }
        throw new ClientException(
                ErrorCode.FAILED_PRECONDITION, "'" + partOf(target) + "' is being written by another download");
    }
}
