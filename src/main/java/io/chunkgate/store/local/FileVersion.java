package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Which bytes lay behind a path at one moment, as far as the file system tells. Equal values mean the same bytes, within
 * the resolution of the file system's clock.
 *
 * @param regular       whether it is a file that can be read, and not a folder, pipe or device
 * @param device        number of the file system
 * @param inode         number of the file in it
 * @param size          in bytes
 * @param modifiedNanos when the bytes changed, in nanoseconds since 1970
 * @param changedNanos  when anything of the inode changed, its name included, in nanoseconds since 1970
 */
record FileVersion(boolean regular, long device, long inode, long size, long modifiedNanos, long changedNanos) {

    /** File systems count time in steps of up to two seconds. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final String ATTRIBUTES = "unix:isRegularFile,dev,ino,size,lastModifiedTime,ctime";

    /** Asks the file system; blocks. Symbolic links are followed. */
    static FileVersion of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES);
        return new FileVersion(
                Boolean.TRUE.equals(found.get("isRegularFile")),
                number(found, "dev"),
                number(found, "ino"),
                number(found, "size"),
                nanos(found, "lastModifiedTime"),
                nanos(found, "ctime"));
    }

    /**
     * Asks the file system about a file; blocks.
     *
     * @throws StoreException {@code NOT_FOUND} when the path is a folder, pipe or device
     */
    static FileVersion ofFile(Path path, FileName name) throws IOException {
        FileVersion version = of(path);
        if (!version.regular) {
            throw StoreErrors.fileNotFound(name);
        }
        return version;
    }

    /**
     * Whether it is so long ago that the file changed that one more change would have another time, however coarse the
     * clock of the file system is.
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

    /**
     * Fails when the file that this describes was written to since. One that was replaced or deleted passes: whoever has
     * it open keeps its bytes. Blocks.
     *
     * @throws StoreException {@code DATA_LOSS}
     */
    void requireUnchanged(Path path, FileName name) throws IOException {
        FileVersion now;
        try {
            now = of(path);
        } catch (NoSuchFileException deleted) {
            return;
        }
        boolean sameFile = device == now.device && inode == now.inode;
        if (sameFile && (size != now.size || modifiedNanos != now.modifiedNanos)) {
            throw new StoreException(ErrorCode.DATA_LOSS, "'" + name + "': the file was changed while it was read");
        }
    }

    /** A tag that changes with the file, its size or its time of modification. */
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
