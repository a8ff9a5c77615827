package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the bytes of an open file to an empty one. Those of a large file are copied by the program {@code cp} of the GNU core
 * utilities: it shares the blocks where the file system can (XFS, Btrfs), and keeps holes, which Java 17 cannot. Where there is
 * no such program, the kernel copies them. Everything here blocks.
 */
final class ByteCopier {
    private static final Logger LOG = LoggerFactory.getLogger(ByteCopier.class);

    /** Copying a smaller file takes less time than starting a process. */
    static final long SMALL_BYTES = 1024 * 1024;
    /** Between two checks whether the store was closed. */
    private static final long STEP_BYTES = 256L * 1024 * 1024;

    private final String program;
    private final Runnable check;

    /** @param check called now and then; throws when the copy is to end */
    ByteCopier(String program, Runnable check) {
        this.program = program;
        this.check = check;
    }

    /**
     * Copies the first bytes of a file, or fewer when it became shorter; returns how many.
     *
     * @param target an empty file, whose lock stays
     */
    long copy(FileChannel source, FileChannel target, long count) throws IOException {
        if (count < SMALL_BYTES || !runProgram(source, target)) {
            transfer(source, target, count);
        }
        target.truncate(count); // The source may have become longer.
        return target.size();
    }

    private void transfer(FileChannel source, FileChannel target, long count) throws IOException {
        target.truncate(0);
        long copied = 0;
        long step = 1;
        while (copied < count && step > 0) {
            check.run();
            step = source.transferTo(copied, Math.min(STEP_BYTES, count - copied), target);
            copied += step;
        }
    }

    /** Returns false when the program is missing or fails. */
    private boolean runProgram(FileChannel source, FileChannel target) {
        Optional<Path> from = DescriptorNumber.path(source);
        Optional<Path> to = DescriptorNumber.path(target);
        if (from.isEmpty() || to.isEmpty()) {
            return false;
        }
        try {
            Process copying = new ProcessBuilder(
                            program, "--reflink=auto", "--sparse=auto", "/dev/stdin", ofThisProcess(to.get()))
                    .redirectInput(from.get().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return hasSucceeded(copying);
        } catch (IOException missing) {
            LOG.debug("Cannot run {}: {}", program, missing.toString());
            return false;
        }
    }

    /**
     * The path of a descriptor of this process for another one. The output is not redirected to it, since Java would open the
     * file once more and close it, and the kernel would drop the lock of the upload then.
     */
    private static String ofThisProcess(Path descriptor) {
        return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.getFileName();
    }

    private boolean hasSucceeded(Process copying) {
        try {
            int status = copying.waitFor();
            if (status != 0) {
                LOG.debug("{} ended with status {}; the bytes are copied without it", program, status);
            }
            return status == 0;
        } catch (InterruptedException closed) {
            copying.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StoreException(ErrorCode.UNAVAILABLE, "the store is closed");
        }
    }
}
