package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Appends to a segment of its own. Safe for any thread; everything here blocks. */
final class EndedWriter {
    private final EndedSegment segment;
    private final Object opening;
    private final FileChannel channel;
    private final UploadSettings.Disk disk;
    private final Instant createdAt = Instant.now();
    /** Held while the disk makes lines durable, so that one sync does for all that wait. */
    private final Object syncLock = new Object();

    private long durableEnd;
    private volatile boolean broken;

    private EndedWriter(EndedSegment segment, Object opening, FileChannel channel, UploadSettings.Disk disk) {
        this.segment = segment;
        this.opening = opening;
        this.channel = channel;
        this.disk = disk;
    }

    /** Creates a file whose name sorts by the time and is that of no other process. */
    static EndedWriter create(OpenFolder folder, UploadSettings.Disk disk) throws IOException {
        String name = "%013d-%.8s%s"
                .formatted(System.currentTimeMillis(), UUID.randomUUID().toString(), EndedUploads.SEGMENT);
        FileChannel channel =
                FileChannel.open(folder.entry(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EndedWriter writer = new EndedWriter(new EndedSegment(name), folder.opening(), channel, disk);
        boolean created = false;
        try {
            folder.syncEntries(disk);
            created = true;
            return writer;
        } finally {
            if (!created) {
                channel.close();
            }
        }
    }

    EndedSegment segment() {
        return segment;
    }

    /** False after a failure, when the folder was opened again, and when the segment is older: then there should be a new one. */
    boolean isUsable(OpenFolder folder, Duration age) {
        return !broken && folder.opening() == opening && createdAt.plus(age).isAfter(Instant.now());
    }

    /** Appends a line; returns where it ends, for {@link #sync}. A line that was not written whole is removed again. */
    synchronized long append(EndedLine line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.encode());
        long begin = segment.end();
        boolean written = false;
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, begin + bytes.position());
            }
            written = true;
        } finally {
            if (!written) {
                removeFrom(begin);
            }
        }
        segment.add(line.id(), bytes.limit());
        return segment.end();
    }

    private void removeFrom(long begin) {
        try {
            channel.truncate(begin);
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Makes the lines before an end durable. A failed sync is not repeated: what was not durable before is lost. */
    void sync(long end) throws IOException {
        synchronized (syncLock) {
            if (durableEnd >= end) {
                return;
            }
            if (broken) {
                throw new IOException("the log of ended uploads could not be synced");
            }
            long written = writtenEnd();
            try {
                disk.sync(channel);
                durableEnd = written;
            } finally {
                broken = durableEnd < written;
            }
        }
    }

    private synchronized long writtenEnd() {
        return segment.end();
    }

    /** Makes everything durable before, since others may wait for that. */
    void close() throws IOException {
        try {
            if (!broken) {
                sync(writtenEnd());
            }
        } finally {
            synchronized (syncLock) {
                channel.close();
            }
        }
    }
}
