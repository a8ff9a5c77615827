package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * An upload to the local disk: a locked file in the gateway's own folder, digested as it is written, and published by
 * the recipe that survives a power loss: sync the file, rename it, sync the folder.
 */
final class LocalUpload implements Upload {
    private final Context context;
    private final Root root;
    private final UploadId id;
    private final UploadSpec spec;
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private long offset;
    private boolean published;
    private boolean closed;

    private LocalUpload(Context context, Root root, UploadId id, UploadSpec spec, Path path, FileChannel channel) {
        this.context = context;
        this.root = root;
        this.id = id;
        this.spec = spec;
        this.path = path;
        this.channel = channel;
    }

    /** Blocks. */
    static LocalUpload create(Context context, Root root, UploadSpec spec) throws IOException {
        UploadId id = UploadId.random();
        Path path = root.uploads().resolve(id.value());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            throw new IOException("cannot lock " + path);
        }
        return new LocalUpload(context, root, id, spec, path, channel);
    }

    @Override
    public UploadId id() {
        return id;
    }

    @Override
    public UploadSpec spec() {
        return spec;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Future<Long> write(long from, Buffer data) {
        if (from != offset) {
            return Future.failedFuture(
                    StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "offset", from, Long.toString(offset)));
        }
        long end = from + data.length();
        if (spec.size().isPresent() && end > spec.size().getAsLong()) {
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE,
                    "end of the bytes",
                    end,
                    "at most " + spec.size().getAsLong()));
        }
        return run(() -> {
                    append(((BufferInternal) data).getByteBuf().nioBuffers());
                    return end;
                })
                .onSuccess(stored -> offset = stored);
    }

    @Override
    public Future<FileInfo> commit() {
        return run(this::publish).onSuccess(info -> published = true);
    }

    @Override
    public Future<Void> discard() {
        if (published) {
            return Future.succeededFuture();
        }
        return run(() -> {
            Files.deleteIfExists(path);
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return run(() -> {
            channel.close();
            return null;
        });
    }

    private void append(ByteBuffer[] blocks) throws IOException {
        long wanted = 0;
        for (ByteBuffer block : blocks) {
            digest.update(block.duplicate());
            wanted += block.remaining();
        }
        while (wanted > 0) {
            wanted -= channel.write(blocks);
        }
    }

    private FileInfo publish() throws IOException {
        requireWhole();
        String sha256 = requireDigest();
        Version version = Version.of(path);
        Digests.Known known = new Digests.Known(sha256, Digests.Origin.PUBLISHED);
        Digests.remember(path, version, known);
        channel.force(true);
        Path target = root.target(spec.name());
        putInPlace(target);
        Root.sync(Root.folderOf(target));
        return Description.of(spec.name(), version, Optional.of(known));
    }

    private void putInPlace(Path target) throws IOException {
        if (spec.mustBeNew()) {
            Files.createLink(target, path); // Unlike a rename, a link never replaces what is there.
            Files.delete(path);
            return;
        }
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "name",
                    "'" + spec.name() + "'",
                    "on the same file system as the store");
        }
    }

    private void requireWhole() {
        if (spec.size().isPresent() && spec.size().getAsLong() != offset) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "stored bytes",
                    offset,
                    Long.toString(spec.size().getAsLong()));
        }
    }

    private String requireDigest() {
        String found = HexFormat.of().formatHex(digest.digest());
        if (spec.sha256().isPresent() && !spec.sha256().get().equals(found)) {
            throw StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "sha256", found, spec.sha256().get());
        }
        return found;
    }

    private <T> Future<T> run(Callable<T> work) {
        return Blocking.run(context, spec.name(), work);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
