package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Identifies the content of a path at one moment by the attributes of the file. Equal values mean the same bytes, within the
 * resolution of the file system's clock.
 *
 * @param kind          whether it is a regular file
 * @param device        number of the file system
 * @param inode         number of the file in the file system
 * @param size          in bytes
 * @param modifiedNanos when the bytes changed last, in nanoseconds since 1970
 * @param changedNanos  when the inode changed last, including its name, in nanoseconds since 1970
 */
record FileVersion(Kind kind, long device, long inode, long size, long modifiedNanos, long changedNanos) {

    /** The resolution of file systems is at most two seconds. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int APPEND_CHECKS = 10;

    private static final String ATTRIBUTES =
            "unix:isRegularFile,isDirectory,isSymbolicLink,dev,ino,size,lastModifiedTime,ctime";

    /** What a path leads to. */
    enum Kind {
        FILE,
        FOLDER,
        /** A symbolic link. */
        LINK,
        /** A pipe, socket or device. */
        OTHER
    }

    /** Reads the attributes; blocks. A symbolic link at the end of the path is not followed. */
    static FileVersion of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return new FileVersion(
                kind(found),
                number(found, "dev"),
                number(found, "ino"),
                number(found, "size"),
                nanos(found, "lastModifiedTime"),
                nanos(found, "ctime"));
    }

    private static Kind kind(Map<String, Object> found) {
        if (Boolean.TRUE.equals(found.get("isRegularFile"))) {
            return Kind.FILE;
        }
        if (Boolean.TRUE.equals(found.get("isSymbolicLink"))) {
            return Kind.LINK;
        }
        return Boolean.TRUE.equals(found.get("isDirectory")) ? Kind.FOLDER : Kind.OTHER;
    }

    /**
     * Whether the last change is so long ago that a further change has another time, whatever the resolution of the file
     * system is.
     */
    boolean isSettled() {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return now - Math.max(modifiedNanos, changedNanos) > SETTLING_NANOS;
    }

    /** Whether the path still leads to this version; blocks. */
    boolean isStillAt(Path path) {
        try {
            return equals(of(path));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether the path leads to this file, which has become longer, so that it may have been appended to; blocks. */
    boolean hasGrownAt(Path path) throws IOException {
        return changeAt(path) == Change.GROWN;
    }

    /**
     * Checks that the bytes of this version are still what they were. A file that was replaced or deleted passes, since its
     * open descriptors still read the same bytes, and so does a file that was only appended to. Blocks.
     *
     * @param file   the open file
     * @param sample of this version, taken when it was opened
     * @throws StoreException {@code DATA_LOSS}
     */
    void requireUnchanged(Path path, FileName name, FileChannel file, ContentSample sample) throws IOException {
        if (!isUnchanged(path, file, sample)) {
            throw new StoreException(ErrorCode.DATA_LOSS, "'" + name + "': changed while it was read");
        }
    }

    /** Whether the bytes of this version are still what they were, as {@link #requireUnchanged} checks. Blocks. */
    boolean isUnchanged(Path path, FileChannel file, ContentSample sample) throws IOException {
        return file.size() >= size
                && switch (changeAt(path)) {
                    case NONE -> true;
                    case GROWN -> ContentSample.of(file, size).equals(sample);
                    case REWRITTEN -> false;
                };
    }

    /** An append sets the time before the size: a file with another time is checked again until its size follows. */
    private Change changeAt(Path path) throws IOException {
        try {
            Change change = changeTo(of(path));
            for (int check = 1; check < APPEND_CHECKS && change == Change.REWRITTEN; check++) {
                change = changeTo(of(path));
            }
            return change;
        } catch (NoSuchFileException deleted) {
            return Change.NONE;
        }
    }

    private Change changeTo(FileVersion now) {
        if (!isSameFile(now) || (size == now.size && modifiedNanos == now.modifiedNanos)) {
            return Change.NONE;
        }
        return now.size > size ? Change.GROWN : Change.REWRITTEN;
    }

    /** What was done to a file, as far as its attributes tell. */
    private enum Change {
        NONE,
        GROWN,
        REWRITTEN
    }

    /** Whether the other version is of the same file: two names may lead to it. */
    boolean isSameFile(FileVersion other) {
        return device == other.device && inode == other.inode;
    }

    /** A tag that changes with the inode, the size and the time of modification. */
    String etag() {
        return "\"%x-%x-%x\"".formatted(size, modifiedNanos, inode);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }

    private static long nanos(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name), name)).to(TimeUnit.NANOSECONDS);
    }
}
