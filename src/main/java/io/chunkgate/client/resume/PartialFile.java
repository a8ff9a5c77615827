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
 * A file that is not whole yet: {@code NAME.part} with its bytes, and {@code NAME.part.json} with what they are of
 * ({@link PartialState}). Whoever downloads holds a lock on the former. Blocking; closed by whoever opened it.
 */
final class PartialFile implements ByteSink, AutoCloseable {
    private final Path target;
    private final Path part;
    private final Path note;
    private final FileChannel channel;
    private final RemoteFile file;
    private final List<Segment> segments;
    private final boolean continued;

    private PartialFile(
            Path target, FileChannel channel, RemoteFile file, @Nullable PartialState earlier, int segmentCount)
            throws IOException {
        this.target = target;
        this.part = partOf(target);
        this.note = noteOf(target);
        this.channel = channel;
        this.file = file;
        this.continued = earlier != null;
        long size = file.size().orElseThrow();
        List<Segment> all = earlier == null ? List.of(new Segment(0, 0, size)) : earlier.segments();
        if (earlier == null) {
            channel.truncate(0);
        }
        this.segments = Segment.split(all, segmentCount);
        save();
    }

    /**
     * Opens the partial file of a target. It continues what is there if that is of the same version; else it starts over.
     *
     * @param file         as the gateway has it now, with its size
     * @param segmentCount how many ranges are fetched at the same time
     * @throws ClientException FAILED_PRECONDITION when somebody else downloads to it
     */
    static PartialFile open(Path target, RemoteFile file, int segmentCount) throws IOException {
        FileChannel channel = FileChannel.open(
                partOf(target), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, target);
            PartialState earlier = PartialState.read(noteOf(target), channel.size())
                    .filter(state -> state.isOf(file))
                    .orElse(null);
            return new PartialFile(target, channel, file, earlier, segmentCount);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether an earlier download of another version lies at the target's side. */
    static boolean isStale(Path target, RemoteFile file) throws IOException {
        return Files.exists(partOf(target))
                && PartialState.read(noteOf(target), Files.size(partOf(target)))
                        .filter(state -> state.isOf(file))
                        .isEmpty();
    }

    List<Segment> segments() {
        return segments;
    }

    boolean isContinued() {
        return continued;
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

    /** Remembers how far each segment has come. */
    void save() throws IOException {
        new PartialState(file.name(), file.etag().orElse(""), file.size().orElseThrow(), segments).write(note);
    }

    /** Where its bytes can be read again; closed with this. */
    ByteSource source() throws IOException {
        return FileSource.of(channel);
    }

    /** Makes it durable and gives it its name. */
    void publish(boolean overwrite) throws IOException {
        channel.force(true);
        requireFree(target, overwrite);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(note);
    }

    /** Deletes it. */
    void discard() throws IOException {
        Files.deleteIfExists(note);
        Files.deleteIfExists(part);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** @throws ClientException ALREADY_EXISTS when the target is there and must stay */
    static void requireFree(Path target, boolean overwrite) {
        if (Files.isDirectory(target) || (!overwrite && Files.exists(target))) {
            throw new ClientException(ErrorCode.ALREADY_EXISTS, "'" + target + "' exists");
        }
    }

    private static Path partOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    private static Path noteOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".part.json");
    }

    private static void lock(FileChannel channel, Path target) throws IOException {
        Optional<FileLock> lock;
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = Optional.empty();
        }
        if (lock.isEmpty()) {
            throw new ClientException(
                    ErrorCode.FAILED_PRECONDITION, "'" + partOf(target) + "' is being written by another download");
        }
    }
}
