package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.follow.SerialExecutor;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The bytes and the record of one upload on the disk, with the digest of the bytes, which is computed beside the writes. Only
 * the process that has the lock changes them. Getters do not block; other methods that return no future do. The state may be
 * read by any thread.
 */
final class UploadFile {
    private final UploadServices services;
    private final UploadId id;
    private final FileName name;
    private final UploadLock lock;
    private final SerialExecutor digesting = new SerialExecutor();

    private volatile UploadRecord record;
    private volatile long offset;
    private volatile Instant writtenAt;
    private volatile RunningDigest digest = new RunningDigest();
    private volatile boolean owned;

    /**
     * @param lock   closed by the caller
     * @param offset how many bytes of the file are valid
     */
    UploadFile(
            UploadServices services,
            UploadId id,
            UploadRecord record,
            UploadLock lock,
            long offset,
            Instant writtenAt) {
        this.services = services;
        this.id = id;
        this.name = record.spec().name();
        this.record = record;
        this.lock = lock;
        this.offset = offset;
        this.writtenAt = writtenAt;
    }

    UploadLock lock() {
        return lock;
    }

    /** Whether this process has the lock. */
    boolean isOwned() {
        return owned;
    }

    UploadRecord record() {
        return record;
    }

    long offset() {
        return offset;
    }

    Instant writtenAt() {
        return writtenAt;
    }

    /** Valid while this process has the lock. */
    RunningDigest digest() {
        return digest;
    }

    /**
     * Continues with the lock.
     *
     * @param known of none or some of the valid bytes
     */
    synchronized void own(UploadRecord now, long bytes, Instant at, RunningDigest known) {
        refreshed(now, bytes, at);
        digest = known;
        owned = true;
    }

    /** Applies what another process wrote. */
    synchronized void refreshed(UploadRecord now, long bytes, Instant at) {
        record = now;
        offset = bytes;
        writtenAt = at;
    }

    /** Does not write any more; the lock is released by the caller. */
    synchronized void disown() {
        owned = false;
    }

    /** Sets the record of the published file, which is on the disk already. */
    synchronized void completed(FileInfo published) {
        record = record.completed(published).withStagedStart(OptionalLong.empty());
        offset = published.size();
    }

    /** Records durably what the bytes become; until they are, the upload runs. Does nothing without the lock. */
    synchronized void recordEnd(FileInfo published) throws IOException {
        if (record.spec().role() == UploadSpec.Role.PART) { // Its bytes stay, with the record beside them.
            change(now -> now.completed(published), true);
        } else if (owned && services.settings().keepsRecord(record.spec())) {
            record = record.revised();
            services.folder().ended().append(id, record.completed(published), true);
        }
    }

    /** Changes the record, also on the disk if it is stored there; does nothing without the lock. */
    synchronized void change(UnaryOperator<UploadRecord> change, boolean durable) throws IOException {
        if (!owned) {
            return;
        }
        UploadRecord changed = change.apply(record).revised();
        if (services.settings().keepsRecord(changed.spec())) {
            services.folder().write(id, changed, durable);
        }
        record = changed;
    }

    /** Writes blocks at the offset; their positions do not change, since the digest reads them in parallel. */
    void write(ByteBuffer[] blocks, int length) throws IOException {
        ByteBuffer[] views = new ByteBuffer[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            views[i] = blocks[i].duplicate();
        }
        BlockingTasks.write(views, lock.channel().position(offset));
        advance(offset + length);
    }

    /** Counts what a failed write has written. */
    void advanceToEnd() throws IOException {
        advance(lock.channel().size());
    }

    /** Copies a whole file to the offset. */
    void append(FileChannel part) throws IOException {
        FileChannel channel = lock.channel().position(offset);
        long copied = 0;
        while (copied < part.size()) {
            copied += part.transferTo(copied, part.size() - copied, channel);
        }
        advance(offset + copied);
    }

    /** Copies a whole file into this one, which is empty. */
    void copy(CopySource source, ByteCopier copier) throws IOException {
        lock.requireInPlace();
        long copied =
                copier.copy(source.channel(), lock.channel(), source.info().size());
        source.requireUnchanged(copied);
        advance(copied);
    }

    /**
     * Sets when the bytes changed last.
     *
     * @throws UploadLock.LostException when another process has taken the lock
     */
    void setModified(FileTime time) throws IOException {
        Files.getFileAttributeView(lock.path(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
        lock.renew(); // The JDK opens and closes a descriptor, as for an extended attribute.
    }

    private void advance(long end) {
        offset = end;
        writtenAt = Instant.now();
    }

    /** Drops the staged bytes. */
    void rollback() throws IOException {
        OptionalLong start = record.stagedStart();
        if (start.isPresent()) {
            lock.channel().truncate(start.getAsLong());
            offset = start.getAsLong();
            change(now -> now.withStagedStart(OptionalLong.empty()), false);
        }
    }

    /** The number of written bytes without staged ones. */
    long visible() {
        return record.stagedStart().orElse(offset);
    }

    /** Makes the visible bytes durable, and returns their number; may run in parallel with writes. */
    long sync() throws IOException {
        long end = visible();
        services.settings().disk().sync(lock.channel());
        change(now -> now.withDurable(end), true);
        return end;
    }

    /** Fills the target with bytes that are all there; returns how many. */
    int fill(ByteBuffer target, long position) throws IOException {
        int count = BlockingTasks.fill(target, lock.channel(), position);
        if (target.hasRemaining()) {
            throw StoreException.unexpected(
                    ErrorCode.DATA_LOSS,
                    "'" + name + "': bytes read from the disk",
                    count,
                    Integer.toString(count + target.remaining()));
        }
        return count;
    }

    /** Digests bytes that follow the digested ones; ignores others. */
    Future<Void> digest(long from, ByteBuffer[] blocks) {
        return digesting(running -> {
            if (running.position() == from) {
                running.update(from, blocks);
            }
        });
    }

    /** Digests the stored bytes up to an offset. */
    Future<Void> catchUp(LongSupplier end) {
        return digesting(
                running -> running.catchUp(lock.channel(), end.getAsLong(), services.workers()::requireNotClosed));
    }

    /** Starts the digest again, when bytes were digested and not stored. */
    Future<Void> restartDigest() {
        return digesting(RunningDigest::restart);
    }

    private interface DigestTask {
        void run(RunningDigest digest) throws IOException;
    }

    private Future<Void> digesting(DigestTask task) {
        RunningDigest running = digest;
        return digesting.run(() -> services.workers().run(name, () -> task.run(running)));
    }
}
