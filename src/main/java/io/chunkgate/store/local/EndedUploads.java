package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of ended uploads: files to which lines are appended, {@link EndedLine}. Every process has files of its own, a
 * new one each hour, so that a file is deleted as a whole. Memory has the places of the lines, not the records. {@link
 * #refresh} comes before everything else. Safe for any thread; everything here blocks.
 */
final class EndedUploads {
    static final String SEGMENT = ".log";

    private static final Logger LOG = LoggerFactory.getLogger(EndedUploads.class);
    private static final Duration LONGEST_SEGMENT = Duration.ofHours(1);
    /** A file is older than all of its records when it is deleted, also by the clock of another node. */
    private static final int SEGMENTS_PER_EXPIRY = 4;

    private final OpenFolder folder;
    private final UploadSettings settings;
    private final Duration segmentAge;
    private final Map<String, EndedSegment> segments = new TreeMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private Set<UploadId> changed = new HashSet<>();
    private @Nullable EndedWriter writer;

    /** @param folder closed by {@link #close} */
    EndedUploads(OpenFolder folder, UploadSettings settings) {
        this.folder = folder;
        this.settings = settings;
        Duration part = settings.expireAfter().dividedBy(SEGMENTS_PER_EXPIRY);
        this.segmentAge = part.compareTo(LONGEST_SEGMENT) < 0 ? part : LONGEST_SEGMENT;
    }

    /** Reads what other processes have appended. A file that cannot be read does not affect the others. */
    synchronized void refresh() throws IOException {
        Set<String> names = names();
        segments.keySet().retainAll(names);
        unreadable.retainAll(names);
        for (String name : names) {
            EndedSegment segment = segments.computeIfAbsent(name, EndedSegment::new);
            if (writer == null || writer.segment() != segment) {
                readNew(segment);
            }
        }
    }

    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "*" + SEGMENT)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    private void readNew(EndedSegment segment) {
        Path file = folder.entry(segment.name());
        try {
            if (Files.size(file) > segment.end()) {
                try (FileChannel channel = settings.disk().open(file)) {
                    segment.readNew(channel, this::note);
                }
            }
            unreadable.remove(segment.name());
        } catch (NoSuchFileException expired) {
            segments.remove(segment.name());
        } catch (IOException e) {
            if (unreadable.add(segment.name())) {
                LOG.warn(
                        "Cannot read {}; which uploads have ended is not fully known: {}",
                        segment.name(),
                        e.toString());
            }
        }
    }

    private void note(EndedLine line) {
        if (line.kind() != EndedLine.Kind.ENDED) {
            changed.add(line.id());
        }
    }

    /** The uploads of lines by other processes that count, or were deleted, since the last call. */
    synchronized Set<UploadId> takeChanged() {
        Set<UploadId> taken = changed;
        changed = new HashSet<>();
        return taken;
    }

    /**
     * The record of an upload that was about to end, and has ended if its bytes are gone; empty when there is none.
     *
     * @throws IOException also when it may be in a file that cannot be read
     */
    synchronized Optional<UploadRecord> find(UploadId id) throws IOException {
        Optional<EndedLine> known = settings.shared() ? Optional.empty() : newest(id);
        if (known.isPresent()) {
            return valid(known);
        }
        refresh();
        return findKnown(id);
    }

    /** As {@link #find}, of the lines that were read already. */
    synchronized Optional<UploadRecord> findKnown(UploadId id) throws IOException {
        Optional<EndedLine> newest = newest(id);
        if (newest.isEmpty() && !unreadable.isEmpty()) {
            throw new IOException("records of ended uploads cannot be read: " + unreadable);
        }
        return valid(newest);
    }

    private Optional<UploadRecord> valid(Optional<EndedLine> newest) {
        return newest.filter(line -> line.at().plus(settings.expireAfter()).isAfter(Instant.now()))
                .flatMap(EndedUploads::record);
    }

    private static Optional<UploadRecord> record(EndedLine line) {
        try {
            return line.record();
        } catch (RuntimeException invalid) {
            LOG.warn("Cannot parse the record of the ended upload {}: {}", line.id(), invalid.toString());
            return Optional.empty();
        }
    }

    private Optional<EndedLine> newest(UploadId id) throws IOException {
        Optional<EndedLine> newest = Optional.empty();
        for (EndedSegment segment : List.copyOf(segments.values())) {
            if (segment.mayHave(id)) {
                newest = newer(newest, find(segment, id));
            }
        }
        return newest;
    }

    private static Optional<EndedLine> newer(Optional<EndedLine> known, Optional<EndedLine> next) {
        return known.isPresent() && next.isPresent()
                ? Optional.of(known.get().at().isAfter(next.get().at()) ? known.get() : next.get())
                : known.or(() -> next);
    }

    private Optional<EndedLine> find(EndedSegment segment, UploadId id) throws IOException {
        try (FileChannel channel = settings.disk().open(folder.entry(segment.name()))) {
            return segment.find(channel, id);
        } catch (NoSuchFileException expired) {
            segments.remove(segment.name());
            return Optional.empty();
        }
    }

    /**
     * Appends the record of an upload that is about to end, or has ended.
     *
     * @param durable whether it survives a power loss from now on; one that replaces another always does
     */
    void append(UploadId id, UploadRecord ended, boolean durable) throws IOException {
        append(EndedLine.of(id, ended), durable);
    }

    /** Deletes the record of an upload durably, if there is one. */
    void delete(UploadId id) throws IOException {
        if (mayHave(id)) {
            append(EndedLine.deleted(id), true);
        }
    }

    private synchronized boolean mayHave(UploadId id) throws IOException {
        refresh();
        return !unreadable.isEmpty() || segments.values().stream().anyMatch(segment -> segment.mayHave(id));
    }

    private void append(EndedLine line, boolean durable) throws IOException {
        EndedWriter appended;
        long end;
        Optional<EndedLine> replaced;
        synchronized (this) {
            replaced = newest(line.id());
            appended = writer();
            end = appended.append(replaced.map(line::after).orElse(line));
        }
        if (durable || replaced.isPresent()) {
            appended.sync(end);
        }
    }

    private EndedWriter writer() throws IOException {
        EndedWriter current = writer;
        if (current != null && current.isUsable(segmentAge)) {
            return current;
        }
        closeWriter();
        EndedWriter next = EndedWriter.create(folder, settings.disk());
        segments.put(next.segment().name(), next.segment());
        writer = next;
        return next;
    }

    private void closeWriter() {
        EndedWriter old = writer;
        writer = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                LOG.warn("Cannot close {}", old.segment().name(), e);
            }
        }
    }

    /** Deletes the files whose last line is so old that no record of them is needed any more. */
    synchronized void expire() throws IOException {
        if (writer != null && !writer.isUsable(segmentAge)) {
            closeWriter();
        }
        Instant due = Instant.now().minus(settings.expireAfter());
        for (String name : names()) {
            Path file = folder.entry(name);
            boolean isOwn = writer != null && writer.segment().name().equals(name);
            if (!isOwn && Files.getLastModifiedTime(file).toInstant().isBefore(due)) {
                Files.deleteIfExists(file);
                segments.remove(name);
            }
        }
    }

    synchronized void close() throws IOException {
        closeWriter();
        folder.close();
    }
}
