package io.chunkgate.cluster;

import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A published file of another node. It is read in one call as long as it is read in order; when that call breaks, reading
 * goes on where it was from whichever node has the same version, by its entity tag.
 */
final class PeerFile implements StoredFile {
    /** A node that restarts is back soon, or another one has the file. */
    private static final int ATTEMPTS = 5;

    private final FileInfo info;
    private final Locating locating;
    private List<Node> holders;
    private @Nullable PeerRead read;
    private Future<Buffer> last = Future.succeededFuture();
    private boolean closed;

    /**
     * @param info    of the version that is open
     * @param holders nodes that said that they have it; at least one
     */
    PeerFile(FileInfo info, List<Node> holders, Locating locating) {
        this.info = info;
        this.holders = List.copyOf(holders);
        this.locating = locating;
    }

    @Override
    public FileInfo info() {
        return info;
    }

    /** Reads wait for one another, so that they are in order. */
    @Override
    public Future<Buffer> read(long position, int length) {
        Future<Buffer> next = last.transform(before -> read(position, length, ATTEMPTS));
        last = next;
        return next;
    }

    private Future<Buffer> read(long position, int length, int attempts) {
        int count = (int) Math.max(0, Math.min(length, info.size() - position));
        if (closed || count == 0) {
            return closed ? Future.failedFuture(closed()) : Future.succeededFuture(Buffer.buffer());
        }
        return readAt(position).compose(open -> open.take(count, count)).recover(cause -> {
            StoreException failure = Errors.of(cause);
            forget();
            return attempts > 1 && failure.code() == ErrorCode.UNAVAILABLE
                    ? elsewhere().compose(found -> read(position, length, attempts - 1))
                    : Future.failedFuture(failure);
        });
    }

    private Future<PeerRead> readAt(long position) {
        PeerRead open = read;
        if (open != null && open.position() == position) {
            return Future.succeededFuture(open);
        }
        forget();
        ReadRequest.Builder request = ReadRequest.newBuilder()
                .setName(info.name().value())
                .setOffset(position)
                .addIfMatch(info.etag());
        return locating.peers()
                .calls(holders.get(0))
                .compose(calls -> PeerRead.begin(calls, request))
                .map(begun -> {
                    read = begun;
                    return begun;
                });
    }

    /** Whom to ask next: the others that have this version, then the one that failed, which may be back. */
    private Future<Void> elsewhere() {
        return locating.pause().compose(paused -> locating.holders(info)).map(found -> {
            holders = found.isEmpty() ? holders : found;
            return null;
        });
    }

    /**
     * The other node verifies what it sends before the last piece. Of a part of the file, or when the call is gone, the
     * version is looked at again: if it was replaced meanwhile, that is taken for a change, to be on the safe side.
     */
    @Override
    public Future<Void> verify() {
        PeerRead open = read;
        if (open != null && open.position() == info.size()) {
            return Future.succeededFuture();
        }
        return locating.holders(info)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(new StoreException(
                                ErrorCode.DATA_LOSS, "'" + info.name() + "': changed while it was read"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        forget();
        return Future.succeededFuture();
    }

    private void forget() {
        Optional.ofNullable(read).ifPresent(PeerRead::cancel);
        read = null;
    }

    private static StoreException closed() {
        return new StoreException(ErrorCode.ABORTED, "the file was closed");
    }
}
